// Processes that work, or have worked, for runs that nobody is at work on: found by what the journals say of them, and ended. No other
// process is ever looked at, whatever its command line.

import type {LeftProcesses} from '../report/cleanup.ts'
import type {ProcessName} from '../run/event.ts'
import type {RunState} from '../run/state.ts'
import {GRACE_MS} from '../system/process.ts'
import {endTree, livingTrees} from '../system/tree.ts'

/** Processes that were written down for an attempt and live, or something that has come from them. */
export interface LeftTree extends LeftProcesses {
  readonly leader: ProcessName
}

/** Of all attempts: what one left behind may live long after its end. A shell that served several counts for the last. */
export const findTrees = async (states: readonly RunState[]): Promise<readonly LeftTree[]> => {
  const owners = new Map(states.flatMap(ownedLeaders).map(owned => [keyOf(owned), owned]))
  const living = await livingTrees([...owners.values()])
  return living.map(({leader: {run, task, attempt, agent, ...leader}, pids}) => ({
    ...{run, task, attempt, agent, leader, pids},
  }))
}

type Owned = ProcessName & Pick<LeftTree, 'run' | 'task' | 'attempt' | 'agent'>

const ownedLeaders = ({run, tasks}: RunState): readonly Owned[] =>
  [...tasks.values()].flatMap(({task, attempts}) =>
    attempts.flatMap(({number, agent, leaders}) =>
      leaders.map(leader => ({...leader, run, task: task.id, attempt: number, agent})),
    ),
  )

const keyOf = ({pid, startTicks, bootId, startedAt}: ProcessName): string =>
  JSON.stringify([pid, startTicks, bootId, startedAt])

/** SIGTERM, a grace, SIGKILL, for all of them at the same time. */
export const endTrees = async (trees: readonly LeftTree[]): Promise<void> => {
  await Promise.all(trees.map(({leader}) => endTree(leader, {graceMs: GRACE_MS, isThorough: true})))
}
