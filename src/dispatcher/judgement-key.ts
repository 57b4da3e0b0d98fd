// When two judgements of gates are one and the same: then the second need not be made.

import {createHash} from 'node:crypto'
import type {Task} from '../graph/task.ts'
import type {ObjectId} from '../run/event.ts'
import {gatesDefinition} from '../run/plan-change.ts'
import type {Policy} from '../run/policy.ts'

/** Half a SHA-256: short in the journal, and no two will ever meet. */
const KEY_CHARS = 32

/**
 * Equal only if the same tree is judged by the same gates, for the same task, as its environment names it, on the same kind of machine, in a
 * workspace that is set up in the same way, and within the same limit.
 */
export const judgementKey = (
  tree: ObjectId,
  task: Pick<Task, 'id' | 'gates'>,
  {workspace, limits}: Policy,
): string => {
  const {setup, copy, link, ports} = workspace
  const content = [tree, task.id, gatesDefinition(task), machine(), setup, copy, link, ports, limits.gateMs]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, KEY_CHARS)
}

/** What decides which programs a gate starts. */
const machine = (): readonly (string | undefined)[] => [
  process.platform,
  process.arch,
  process.version,
  process.env.PATH,
]
