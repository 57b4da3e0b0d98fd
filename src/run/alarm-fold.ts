// What it makes of a state that tasks rewrite each other's paths. When that is too much is said in `ping-pong.ts`.

import type {TaskId} from '../graph/task.ts'
import type {AlarmRaised} from './event.ts'
import {type Owned, setPhase, taskOf} from './fold.ts'
import {takeTurn} from './ping-pong.ts'
import type {RunState} from './state.ts'

/** The task's version of these paths has just become the one that all others build on. */
export const wrote = (run: Owned<RunState>, task: TaskId, paths: readonly string[] = []): void => {
  const quarrel = takeTurn(run.turns, task, paths)
  // A new version of the plan may have taken one of them away.
  if (quarrel?.tasks.every(id => run.tasks.has(id)) === true) run.quarrel = quarrel
}

/** What is at work goes on, and is held when it ends. */
export const raiseAlarm = (run: Owned<RunState>, {tasks, path}: AlarmRaised): void => {
  delete run.quarrel
  run.turns.delete(path)
  const [one, other] = tasks
  hold(run, one, {path, other})
  hold(run, other, {path, other: one})
}

const hold = (run: RunState, id: TaskId, alarm: {readonly path: string; readonly other: TaskId}): void => {
  const task = taskOf(run, id)
  task.alarm = alarm
  if (task.phase === 'waiting' || task.phase === 'validated') setPhase(run, id, 'needs-review')
}
