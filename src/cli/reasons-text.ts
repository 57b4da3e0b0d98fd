// How it looks why a task is not running.

import {describeReason, oneLine} from '../report/words.ts'
import type {Output} from '../service/client.ts'
import {printJson} from './json.ts'
import type {Terminal} from './terminal.ts'

export const showReasons = (
  terminal: Terminal,
  {task: {task, phase}, reasons}: Output<'explain'>,
  asJson: boolean,
): void => {
  const texts = reasons.map(describeReason)
  const {id, title} = task
  if (asJson)
    return printJson(terminal, {schemaVersion: 1, kind: 'explanation', task: id, phase, reasons: texts})
  const isReady = phase === 'waiting' && reasons.length === 0
  const lines = texts.map(text => `  ${text}`)
  const head = `${id} (${oneLine(title)}) is ${isReady ? 'ready: nothing keeps it from starting' : phase}`
  terminal.print(`${[lines.length === 0 ? `${head}.` : `${head}:`, ...lines].join('\n')}\n`)
}
