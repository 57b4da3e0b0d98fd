// Which tasks compete for the same agents and the same cap. What holds one of them back as a rule holds back all.

import type {Graph, Task, TaskId} from '../graph/task.ts'
import {type IndexSet, indexSet} from '../util/index-set.ts'
import {type AgentSpec, agentsFor, type Policy} from './policy.ts'

/** Tasks of one pool that the same agents may do. */
export interface Lane {
  readonly pool: Pool
  readonly agents: readonly AgentSpec[]
  /** Ranks of its ready tasks whose claims are free. */
  readonly ready: IndexSet
}

/** One for each group with a cap of its own, and one for all other tasks. */
interface Pool {
  readonly cap: number
  readonly running: Set<TaskId>
}

/** Of the tasks in that order, which is their rank. */
export const createLanes = (order: readonly Task[], graph: Graph, {agents}: Policy): readonly Lane[] => {
  const common = poolOf(order.length)
  const pools = new Map(
    graph.groups.flatMap(({id, parallelism}) =>
      parallelism === undefined ? [] : [[id, poolOf(parallelism)] as const],
    ),
  )
  const lanes = new Map<string, Lane>()
  return order.map(task => {
    const able = agentsFor(task, agents)
    const pool = (task.group === undefined ? undefined : pools.get(task.group)) ?? common
    const key = JSON.stringify([pool === common ? null : task.group, ...able.map(({name}) => name)])
    const lane = lanes.get(key) ?? {pool, agents: able, ready: indexSet(order.length)}
    lanes.set(key, lane)
    return lane
  })
}

const poolOf = (cap: number): Pool => ({cap, running: new Set()})
