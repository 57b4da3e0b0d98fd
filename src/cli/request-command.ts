// What the commands that ask something of a run have in common: which run, and how they say what has come of it.

import type {Command} from 'commander'
import {taskState} from '../run/state.ts'
import type {Output} from '../service/client.ts'
import type {Door} from './door.ts'
import {printJson} from './json.ts'
import {jsonOption, runOption} from './option.ts'

type Asked = Output<'pause'> & Partial<Output<'cancel'>>

export interface RequestOptions {
  readonly run?: string
  readonly json?: boolean
}

export const addRequestOptions = (command: Command): Command =>
  command.addOption(runOption()).addOption(jsonOption('what has come of it'))

/** One whole sentence or more, and what to do next. */
export const nextStep = ({state, isAtWork}: Asked): string =>
  isAtWork ? 'The run goes on.' : `Next: agent-spawn run --continue --run ${state.run}`

interface Shown {
  readonly text: string
  readonly json: boolean | undefined
  /** Of this command alone, for programs. */
  readonly more?: object
}

export const showAsked = ({terminal}: Door, asked: Asked, {text, json = false, more = {}}: Shown): void => {
  if (json) printJson(terminal, {...askedJson(asked), ...more})
  else terminal.print(`${text}\n`)
}

const askedJson = ({state, isAtWork, task}: Asked): object => ({
  schemaVersion: 1,
  kind: 'request',
  run: state.run,
  ...(task === undefined ? {} : {task, phase: taskState(state, task).phase}),
  isAtWork,
  isPaused: state.paused !== undefined,
  result: state.result ?? null,
})
