// Asks the person at the terminal whether commands may run.

import type {Context, Question} from '../service/operation.ts'
import {display} from '../util/display.ts'
import type {Terminal} from './terminal.ts'

/** Nothing where nobody can answer, or a program reads what is printed. */
export const confirmation = ({printError, ask}: Terminal, asJson: boolean): Pick<Context, 'confirm'> => {
  if (ask === undefined || asJson) return {}
  const confirm = async ({text, question}: Question): Promise<boolean> => {
    printError(text)
    return /^y(?:es)?$/i.test((await ask(`${display(question)} [y/N] `)).trim())
  }
  return {confirm}
}
