// Looks at a workspace while its agent is at work: which files change is noted beside the agent's log, and a write outside of the claims
// is told at once, or ends the attempt. What counts is the capture at the end; this only tells earlier.

import {join} from 'node:path'
import {trespassesOf} from '../run/claim.ts'
import {taskState} from '../run/state.ts'
import {timer, wallClock} from '../system/clock.ts'
import {appendText, writtenAt} from '../system/files.ts'
import {type TreeWatch, watchTree} from '../system/tree-watch.ts'
import {type AttemptOrder, attemptPath} from './attempt-order.ts'
import {CHECKPOINT_FILE, INSTRUCTION_FILE, type Workspace} from './workspace/workspace.ts'

/** One line each of an attempt's `changes.jsonl`. */
export interface SeenChange {
  /** Epoch milliseconds. */
  readonly at: number
  readonly path: string
}

export interface WorkWatch {
  /** Aborted when the attempt has to end because of what was seen. */
  readonly signal: AbortSignal
  /** Nothing looks at the workspace afterwards. The trespasses for which the attempt was ended; empty as a rule. */
  stop(): Promise<readonly string[]>
}

/** Agents that are done sooner need not be watched. */
const WARM_UP_MS = 500
/** Changes come in bunches, and one look is enough for all of them. */
const GATHER_MS = 300

/** It never fails: what it cannot see or tell, the capture does. */
export const watchWork = (order: AttemptOrder, workspace: Workspace): WorkWatch => {
  const ending = new AbortController()
  const report = reporter(order, ending)
  const began = wallClock()
  const touched = new Set<string>()
  let isOver = false
  let isDue = false
  let callOff = (): void => undefined
  let looks = Promise.resolve()
  let watching: Promise<TreeWatch | undefined> = Promise.resolve(undefined)

  /** What an earlier attempt left behind is not this agent's doing, and what git ignores is nobody's work. */
  const look = (isOwn: (path: string) => Promise<boolean>): void => {
    looks = looks
      .then(async () => {
        const changed = await workspace.changes()
        if (changed.ok && !isOver) await report(await filtered(changed.value, isOwn))
      })
      .catch(() => undefined)
  }

  const lookAtTouched = (): void => {
    isDue = false
    const seen = new Set(touched)
    touched.clear()
    look(async path => seen.has(path))
  }

  const onChange = (path: string): void => {
    touched.add(path)
    if (isDue || isOver) return
    isDue = true
    callOff = timer(lookAtTouched, GATHER_MS)
  }

  const begin = async (): Promise<TreeWatch> => {
    const tree = await watchTree({directory: workspace.path, isIgnored, onChange})
    // What is written while this looks is told of by the watch: it may be that the agent takes back what an earlier one left.
    const until = wallClock()
    look(async path => {
      const at = (await writtenAt(join(workspace.path, path))) ?? 0
      return at >= began && at <= until
    })
    return tree
  }

  const callOffStart = timer(() => {
    watching = begin().catch(() => undefined)
  }, WARM_UP_MS)

  return {
    signal: ending.signal,
    stop: async () => {
      isOver = true
      callOffStart()
      callOff()
      await (await watching)?.close()
      await looks
      return ending.signal.aborted ? ending.signal.reason : []
    },
  }
}

const filtered = async (
  paths: readonly string[],
  isOwn: (path: string) => Promise<boolean>,
): Promise<readonly string[]> => {
  const own = await Promise.all(paths.map(isOwn))
  return paths.filter((_, index) => own[index])
}

/** Tells of each trespass once. */
const reporter = (
  order: AttemptOrder,
  ending: AbortController,
): ((changed: readonly string[]) => Promise<void>) => {
  const {task: id, attempt} = order.event
  const {policy} = order.state
  const {task} = taskState(order.state, id)
  const told = new Set<string>()
  return async changed => {
    const at = wallClock()
    const lines = changed.map((path): SeenChange => ({at, path})).map(line => `${JSON.stringify(line)}\n`)
    if (lines.length > 0) await appendText(attemptPath(order, 'changes.jsonl'), lines.join(''))
    const trespasses = trespassesOf(task, policy, changed)
    const paths = trespasses.filter(path => !told.has(path))
    if (paths.length === 0) return
    for (const path of paths) told.add(path)
    order.emit({type: 'trespass-seen', task: id, attempt, paths})
    if (policy.claims === 'fail') ending.abort(trespasses)
  }
}

/** Git's own, what installers fill by the ten thousand, and what passes between host and agent. */
const UNWATCHED: ReadonlySet<string> = new Set(['.git', 'node_modules', INSTRUCTION_FILE, CHECKPOINT_FILE])

const isIgnored = (path: string): boolean => path.split('/').some(name => UNWATCHED.has(name))
