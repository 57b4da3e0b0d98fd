// How a run is followed: as JSON, as lines, or redrawn in place on a terminal.

import {formatTime} from '../report/time.ts'
import {describeEvent} from '../report/words.ts'
import type {RunEvent} from '../run/event.ts'
import type {RunState} from '../run/state.ts'
import {display} from '../util/display.ts'
import {printJson} from './json.ts'
import type {ProgressView} from './progress-view.ts'
import type {Terminal} from './terminal.ts'

export const chooseView = async (terminal: Terminal, asJson: boolean): Promise<ProgressView> => {
  if (asJson) return jsonView(terminal)
  if (!terminal.isLive) return lineView(terminal)
  const {liveView} = await import('./live-view.ts')
  return liveView(terminal)
}

const noticeOn =
  ({printError}: Terminal) =>
  (message: string): void =>
    printError(`agent-spawn: ${display(message)}\n`)

const nothing = async (): Promise<void> => undefined

const lineView = (terminal: Terminal): ProgressView => ({
  observe: event =>
    terminal.print(`${terminal.style.dim(formatTime(event.at))}  ${display(describeEvent(event))}\n`),
  notice: noticeOn(terminal),
  hint: noticeOn(terminal),
  close: nothing,
})

const jsonView = (terminal: Terminal): ProgressView => ({
  observe: (event, state) =>
    printJson(terminal, {schemaVersion: 1, kind: 'event', ...eventJson(event, state)}),
  notice: noticeOn(terminal),
  hint: noticeOn(terminal),
  close: nothing,
})

/** The event without graph and policy, which may be megabytes. */
const eventJson = (event: RunEvent, {graph}: RunState): object => {
  if (event.type !== 'run-started' && event.type !== 'run-resumed') return event
  const {selection, policy: _policy, ...rest} = event
  const counts = {tasks: graph.tasks.length, selected: selection.length}
  const {graph: _graph, ...kept} = {graph: undefined, ...rest}
  return {...kept, counts}
}
