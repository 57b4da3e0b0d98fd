// Two tasks that rewrite one path in turn, each undoing what the other did. Knows only whose version of a path came after whose.

import type {TaskId} from '../graph/task.ts'

/** Of each path, who wrote its last versions, the newest last; who writes several in a row is there once. */
export type Turns = Map<string, readonly TaskId[]>

/** Once is work, twice may be a correction; who writes over the other a third time has not read what is there. */
const ROUNDS = 3

/** Those written longest ago are forgotten: ten thousand are about a megabyte, and who quarrels does not leave off for so long. */
const PATHS_MAX = 10_000

export interface Quarrel {
  readonly tasks: readonly [TaskId, TaskId]
  readonly path: string
}

/** Notes in `turns` that the task has just put its version of these paths in place of the last; the first that went to and fro too often. */
export const takeTurn = (turns: Turns, task: TaskId, paths: readonly string[]): Quarrel | undefined => {
  let quarrel: Quarrel | undefined
  for (const path of paths) {
    const before = turns.get(path) ?? []
    const writers = before.at(-1) === task ? before : [...before, task].slice(-2 * ROUNDS)
    // Set anew, it is the youngest.
    turns.delete(path)
    turns.set(path, writers)
    quarrel ??= quarrelOf(path, writers)
  }
  for (const oldest of turns.keys()) {
    if (turns.size <= PATHS_MAX) break
    turns.delete(oldest)
  }
  return quarrel
}

const quarrelOf = (path: string, writers: readonly TaskId[]): Quarrel | undefined => {
  const [one, other] = writers
  if (one === undefined || other === undefined || writers.length < 2 * ROUNDS) return undefined
  const isInTurn = writers.every((writer, index) => writer === (index % 2 === 0 ? one : other))
  return isInTurn ? {tasks: [one, other], path} : undefined
}
