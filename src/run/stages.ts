// Group gates: a task may start when every task of the earlier stages is done. Knows nothing of what else holds a task back.

import {stagesOf} from '../graph/stage.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import type {Policy} from './policy.ts'

/** One single stage when gates are off. */
export interface Stages {
  readonly of: ReadonlyMap<TaskId, number>
  /** Of each stage, the tasks that are neither done nor skipped. */
  readonly open: readonly Set<TaskId>[]
  readonly members: readonly (readonly TaskId[])[]
}

export const createStages = (graph: Graph, policy: Policy): Stages => {
  const of = policy.gateGroups ? stagesOf(graph) : new Map(graph.tasks.map(task => [task.id, 0]))
  const members: TaskId[][] = []
  for (const [task, stage] of of) {
    while (members.length <= stage) members.push([])
    members[stage]?.push(task)
  }
  return {of, open: members.map(() => new Set()), members}
}

/** Counts the task in or out of its stage, and names those who stand in the stages that this has opened. */
export const countOpen = (stages: Stages, id: TaskId, isOpen: boolean): readonly TaskId[] => {
  const before = currentStage(stages)
  if (isOpen) openStageOf(stages, id).add(id)
  else openStageOf(stages, id).delete(id)
  return stages.members.slice(before + 1, currentStage(stages) + 1).flat()
}

export const openStageOf = (stages: Stages, id: TaskId): Set<TaskId> => {
  const open = stages.open[stages.of.get(id) ?? 0]
  if (open === undefined) throw new Error(`bug: task ${id} is in no stage`)
  return open
}

/** The first stage with an open task; the last one when all are done. */
export const currentStage = ({open}: Stages): number => {
  const first = open.findIndex(tasks => tasks.size > 0)
  return first === -1 ? open.length - 1 : first
}

export const isStageOpen = (stages: Stages, id: TaskId): boolean =>
  (stages.of.get(id) ?? 0) <= currentStage(stages)
