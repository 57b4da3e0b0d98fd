// Who gets in whose way, and what to do about it: records in the vocabulary of the scripts that coordinate agents.

import {covers} from '../graph/claims.ts'
import {sameness} from '../graph/duplicate.ts'
import type {TaskId} from '../graph/task.ts'
import {exclusivePaths, trespassesOf} from '../run/claim.ts'
import {isSettled} from '../run/phase.ts'
import {isPersonsToResolve} from '../run/repair.ts'
import {lastAttempt, type RunState, type TaskState, taskState} from '../run/state.ts'
import {priorityOf} from '../run/urgency.ts'
import {atWork, type Monitored, type MonitoredRun, type Party, startOf} from './monitored.ts'
import {conflictingPaths} from './task-facts.ts'

export interface Conflict {
  readonly type:
    | 'file_lock_conflict'
    | 'duplicate_task'
    | 'ping_pong'
    | 'merge_conflict'
    | 'predicted_merge_conflict'
  /** `critical`: it does not come right by itself, and a person has to see to it. */
  readonly severity: 'critical' | 'warning'
  readonly run: string
  readonly agents: readonly TaskId[]
  readonly files: readonly string[]
  readonly recommended_action: string
}

/** The critical ones first. */
export const conflictsOf = (monitored: Monitored): readonly Conflict[] =>
  [
    ...monitored.runs.flatMap(({state}) => standingConflicts(state)),
    ...duplicatesIn(monitored),
    ...monitored.runs.flatMap(sharedFilesIn),
    ...monitored.runs.flatMap(predictedIn),
  ].toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))

/** Those that stay until a person has decided, whether anything runs or not. */
export const standingConflicts = (state: RunState): readonly Conflict[] =>
  [...state.tasks.values()].flatMap(task => [...alarmOf(state, task), ...unresolvedOf(state, task)])

const alarmOf = (state: RunState, {task: {id}, alarm}: TaskState): readonly Conflict[] => {
  if (alarm === undefined || !isAlarming(state, id)) return []
  const {other, path} = alarm
  // Each of the two has it; who was tried again has it no more.
  if (other < id && isAlarming(state, other) && taskState(state, other).alarm?.other === id) return []
  return [
    {
      type: 'ping_pong',
      severity: 'critical',
      run: state.run,
      agents: [id, other],
      files: [path],
      recommended_action: `Decide which of them is to write it, and let that one go on: agent-spawn retry ${id} --feedback TEXT, or retry ${other}; reject the other.`,
    },
  ]
}

/** What is done or given up rewrites nothing any more. */
const isAlarming = ({tasks}: RunState, id: TaskId): boolean => {
  const phase = tasks.get(id)?.phase
  return phase === 'needs-review' || (phase !== undefined && !isSettled(phase))
}

const unresolvedOf = (state: RunState, task: TaskState): readonly Conflict[] => {
  const {id} = task.task
  if (!isPersonsToResolve(task)) return []
  return [
    {
      type: 'merge_conflict',
      severity: 'critical',
      run: state.run,
      agents: [id],
      files: conflictingPaths(task),
      recommended_action: `Resolve by hand: edit ${lastAttempt(task)?.workspace ?? 'its workspace'}, then agent-spawn resolve ${id} --continue --run ${state.run}`,
    },
  ]
}

/** Two at work on the same, be it in two runs. */
const duplicatesIn = (monitored: Monitored): readonly Conflict[] =>
  [
    ...Map.groupBy(atWork(monitored), ({run, task}) => sameness(taskState(run.state, task).task)).values(),
  ].flatMap(found => {
    const [kept, ...others] = found.toSorted(byPrecedence)
    return kept === undefined
      ? []
      : others.map(
          (other): Conflict => ({
            type: 'duplicate_task',
            severity: 'critical',
            run: other.run.state.run,
            agents: [kept.task, other.task],
            files: [],
            recommended_action: giveWay(other, kept),
          }),
        )
  })

/** Who may stay comes first: the more urgent one, else the older one. */
const byPrecedence = (a: Party, b: Party): number => urgencyOf(a) - urgencyOf(b) || startOf(a) - startOf(b)

const urgencyOf = ({run, task}: Party): number => priorityOf(run.state.policy.priority, task)

const giveWay = (other: Party, kept: Party): string =>
  terminate(other, urgencyOf(other) > urgencyOf(kept) ? 'has the lower priority' : 'is newer')

const terminate = ({run, task}: Party, why: string): string =>
  `Terminate ${task}, which ${why}: agent-spawn cancel ${task} --run ${run.state.run}`

/** Paths that several have changed and nobody has merged: one record for those who share them in the same way. */
export const sharedFilesIn = (run: MonitoredRun): readonly Conflict[] => {
  const writers = new Map<string, Party[]>()
  for (const work of run.work)
    for (const path of work.changed) {
      const found = writers.get(path)
      if (found === undefined) writers.set(path, [{...work, run}])
      else found.push({...work, run})
    }
  const records = [...writers].flatMap(([path, parties]) =>
    parties.length > 1 ? [sharedFile(run, path, parties)] : [],
  )
  const alike = Map.groupBy(records, ({files, ...record}) => JSON.stringify(record))
  return [...alike.values()].flatMap(found =>
    found.slice(0, 1).map(record => ({...record, files: found.flatMap(({files}) => files)})),
  )
}

const sharedFile = ({state}: MonitoredRun, path: string, parties: readonly Party[]): Conflict => ({
  type: 'file_lock_conflict',
  run: state.run,
  agents: parties.map(({task}) => task),
  files: [path],
  ...judged(state, path, parties),
})

/** In one tree they overwrite each other; with a tree each it matters where one has written what another has claimed. */
const judged = (
  state: RunState,
  path: string,
  parties: readonly Party[],
): Pick<Conflict, 'severity' | 'recommended_action'> => {
  const owner = parties.find(({task}) =>
    covers(exclusivePaths(taskState(state, task).task, state.policy), path),
  )
  const trespasser = parties.find(
    ({task}) => trespassesOf(taskState(state, task).task, state.policy, [path]).length > 0,
  )
  if (owner !== undefined && trespasser !== undefined)
    return {
      severity: 'critical',
      recommended_action: terminate(trespasser, `writes what ${owner.task} has claimed`),
    }
  const [kept, other] = parties.toSorted(byPrecedence)
  if (state.policy.workspace.mode === 'shared' && kept !== undefined && other !== undefined)
    return {severity: 'critical', recommended_action: giveWay(other, kept)}
  return {
    severity: 'warning',
    recommended_action: 'Wait: each has a tree of its own, and they are merged one after the other.',
  }
}

const predictedIn = (run: MonitoredRun): readonly Conflict[] =>
  run.clashes.map(({task, other, paths}) => ({
    type: 'predicted_merge_conflict',
    severity: 'warning',
    run: run.state.run,
    agents: other === null ? [task] : [task, other],
    files: paths,
    recommended_action:
      other === null
        ? `Wait: ${task} conflicts with what is merged by now, and will be given the conflict to resolve; or merge it by hand.`
        : `Wait: whichever of ${task} and ${other} is merged second will be given the conflict to resolve; or merge it by hand.`,
  }))
