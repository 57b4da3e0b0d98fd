// Judges ahead of its turn what waits to be merged, so that a merge finds the verdict on its tree instead of waiting for it. Decides
// nothing and moves no ref: whatever it does may be stopped at any time, and costs nothing but the work of the gates.

import type {TaskId} from '../graph/task.ts'
import {type Ahead, ahead, isPlanned} from '../run/ahead.ts'
import type {GateRecord} from '../run/outcome.ts'
import {attemptState, type RunState, taskState} from '../run/state.ts'
import {ok, type Result} from '../util/result.ts'
import {commitAhead} from './commit-ahead.ts'
import type {MergedTree} from './integrate.ts'
import {judgementKey} from './judgement-key.ts'
import {type Judging, judgeCommit} from './judging.ts'
import {createVerdicts, hasFailed, type Verdict} from './verdicts.ts'

export interface Train {
  /** Begins what may be judged ahead as the run stands now, and stops what would come to stand on another tree. */
  anticipate(news: News): void
  /**
   * For a merge: what the gates say of the tree that it is to make, recorded as its own. A failure counts only if nothing else was judged
   * at the same time; any other is looked at again, alone.
   */
  judge(work: Judging, merged: MergedTree): Promise<Result<Verdict, string>>
  /** Nothing of the task is judged ahead when it resolves: who else judges it has the directory to themselves. */
  vacate(task: TaskId): Promise<void>
  /** Nothing is judged ahead any more when it resolves, or ever again. */
  stop(): Promise<void>
}

export type News = Pick<Judging, 'state' | 'emit'>

export interface TrainOrder extends Omit<Judging, 'event' | 'state' | 'emit'> {
  /** What the journal holds: a judgement that an earlier dispatcher made need not be made again. */
  readonly found?: RunState
  /** Nothing is judged ahead before. */
  readonly ready: Promise<void>
}

/** One judgement ahead of its turn, under way or over. */
interface Run {
  readonly ahead: Ahead
  readonly stopping: AbortController
  /** Of what it judges; undefined: of nothing. */
  readonly key: Promise<string | undefined>
}

export const createTrain = ({found, ready, ...place}: TrainOrder): Train => {
  const verdicts = createVerdicts(found)
  const runs = new Map<TaskId, Run>()
  /** The ends of those that are not over, stopped or not: each has a directory that only one may be in. */
  const underWay = new Map<TaskId, Promise<void>>()
  let begun = 0
  /** While a failure is looked at again. */
  let isAlone = false
  let isOver = false

  const anticipate: Train['anticipate'] = news => {
    const wanted = ahead(news.state)
    for (const run of runs.values()) if (!isPlanned(news.state, run.ahead, wanted)) drop(run)
    if (isAlone || isOver || place.signal.aborted) return
    for (const each of wanted) if (!runs.has(each.task)) begin(news, each)
  }

  const drop = ({ahead: {task}, stopping}: Run): void => {
    stopping.abort()
    runs.delete(task)
  }

  const begin = (news: News, each: Ahead): void => {
    const {task} = each
    const stopping = new AbortController()
    const signal = AbortSignal.any([place.signal, stopping.signal])
    const key = Promise.withResolvers<string | undefined>()
    const judged = judgeAhead({...place, ...news, event: each, signal}, key.resolve)
    const done = judged
      .catch(error => {
        if (!signal.aborted) place.warn(`${task} cannot be judged ahead of its turn: ${error}`)
      })
      .finally(() => {
        key.resolve(undefined)
        if (underWay.get(task) === done) underWay.delete(task)
      })
    begun += 1
    underWay.set(task, done)
    runs.set(task, {ahead: each, stopping, key: key.promise})
  }

  const judgeAhead = async (
    work: Judging & {readonly event: Ahead},
    tellKey: (key: string) => void,
  ): Promise<void> => {
    const {event, state, signal} = work
    await Promise.all([ready, underWay.get(event.task)])
    const merged = signal.aborted ? undefined : await commitAhead(work, event)
    const {tree, ahead: recorded} = attemptState(state, event)
    if (merged === undefined || merged.tree === tree) return
    const key = keyOf(work, merged)
    tellKey(key)
    if (recorded?.key === key) return
    const known = verdicts.get(key)
    const judged = known === undefined ? await judgeCommit(work, merged.commit, 'ahead') : ok(known)
    if (judged.ok && !signal.aborted)
      noteAhead(work, {key, merged, before: event.before, records: judged.value})
  }

  /** Written down first: what cannot be is not known. */
  const noteAhead = ({event: {task, attempt}, emit}: Judging, found: Found): void => {
    const {key, merged, before, records} = found
    emit({
      ...{type: 'judged-ahead', task, attempt, key, records, tree: merged.tree},
      before: before.map(ref => ref.task),
    })
    verdicts.set(key, records)
  }

  const judge: Train['judge'] = async (work, merged) => {
    if (taskState(work.state, work.event.task).task.gates.length === 0) return ok([])
    const key = keyOf(work, merged)
    await join(work.event.task, key)
    const known = verdicts.get(key)
    const isCrowded = underWay.size > 0
    const before = begun
    const judged = known === undefined ? await judgeCommit(work, merged.commit, 'merged') : ok(known)
    if (!judged.ok || work.signal.aborted) return judged
    const wasAlone = known === undefined && !isCrowded && begun === before
    if (!hasFailed(judged.value) || wasAlone) return conclude(work, {key, merged}, judged.value)
    if (known === undefined) noteAhead(work, {key, merged, before: [], records: judged.value})
    return judgeAlone(work, {key, merged}, judged.value)
  }

  /** Waits for the judgement of that very tree, if it is under way, and for the end of any other of the task. */
  const join = async (task: TaskId, key: string): Promise<void> => {
    if ((await runs.get(task)?.key) === key) await underWay.get(task)
    else await vacate(task)
  }

  const vacate: Train['vacate'] = async task => {
    const run = runs.get(task)
    if (run !== undefined) drop(run)
    await underWay.get(task)
  }

  const judgeAlone = async (
    work: Judging,
    found: Pick<Found, 'key' | 'merged'>,
    first: Verdict,
  ): Promise<Result<Verdict, string>> => {
    isAlone = true
    try {
      // What stands behind the failure is stopped; the rest may be right, and comes to its end first.
      anticipate(work)
      await Promise.all(underWay.values())
      const judged = await judgeCommit(work, found.merged.commit, 'merged')
      if (!judged.ok || work.signal.aborted) return judged
      return conclude(
        work,
        found,
        judged.value.map(record => asLaterTry(record, first)),
      )
    } finally {
      isAlone = false
    }
  }

  /** A failure that counts is not held against the same tree for ever. */
  const conclude = (
    {event: {task, attempt}, emit}: Judging,
    {key, merged: {tree}}: Pick<Found, 'key' | 'merged'>,
    records: Verdict,
  ): Result<Verdict, string> => {
    if (hasFailed(records)) verdicts.forget(key)
    else verdicts.set(key, records)
    for (const record of records) emit({type: 'gate-finished', task, attempt, stage: 'merged', record, tree})
    return ok(records)
  }

  const stop = async (): Promise<void> => {
    isOver = true
    for (const run of runs.values()) drop(run)
    await Promise.all(underWay.values())
  }

  return {anticipate, judge, vacate, stop}
}

interface Found {
  readonly key: string
  readonly merged: MergedTree
  readonly before: Ahead['before']
  readonly records: Verdict
}

const keyOf = ({event, state}: Judging, {tree}: MergedTree): string =>
  judgementKey(tree, taskState(state, event.task).task, state.policy)

/** Of a gate that failed before, beside others. */
const asLaterTry = (record: GateRecord, first: Verdict): GateRecord => {
  const before = first.find(({gate, verdict}) => gate === record.gate && verdict === 'failed')
  return before === undefined ? record : {...record, tries: (before.tries ?? 1) + (record.tries ?? 1)}
}
