// What `simulate` tells: how long the plan takes with so many slots, and which tasks fall on which day.

import {lowerBound, roundHours, totalHours} from '../graph/order.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import {counted} from '../graph/wording.ts'
import type {SimulatedTask, Simulation} from '../run/simulate.ts'

/** Of work, as the plan's efforts count it. */
const HOURS_PER_DAY = 8

export interface SimulationRuns {
  readonly slots: number
  /** By dependencies alone. */
  readonly plain: Simulation
  /** With groups as barriers. */
  readonly gated: Simulation
  /** Which of the two was asked for. */
  readonly gate: 'group' | 'none'
}

export interface Day {
  /** From 1. */
  readonly day: number
  /** Those at work on that day, in the order they start. */
  readonly tasks: readonly TaskId[]
}

export interface SimulationJson {
  readonly schemaVersion: 1
  readonly kind: 'simulation'
  readonly slots: number
  readonly gate: 'group' | 'none'
  /** As the gate says; the tasks and days, too. */
  readonly makespanHours: number
  /** For comparison, with groups as barriers whatever was asked for. */
  readonly gateGroupMakespanHours: number
  readonly lowerBoundHours: number
  /** What one slot would take, divided by the makespan; 1 for a plan without work. */
  readonly speedUp: number
  readonly etaDays: number
  readonly tasks: readonly SimulatedTask[]
  readonly days: readonly Day[]
}

/** Additive within a schema version. Hours from the start of the run. */
export const simulationJson = (graph: Graph, {slots, plain, gated, gate}: SimulationRuns): SimulationJson => {
  const {makespanHours, tasks} = gate === 'group' ? gated : plain
  const days = dayPlan(tasks)
  return {
    schemaVersion: 1,
    kind: 'simulation',
    slots,
    gate,
    makespanHours,
    gateGroupMakespanHours: gated.makespanHours,
    lowerBoundHours: lowerBound(graph, slots),
    speedUp: makespanHours === 0 ? 1 : roundHours(totalHours(graph) / makespanHours),
    etaDays: Math.ceil(makespanHours / HOURS_PER_DAY),
    tasks,
    days,
  }
}

const dayPlan = (tasks: readonly SimulatedTask[]): readonly Day[] => {
  const days: TaskId[][] = []
  for (const {id, start, end} of tasks) {
    const first = Math.floor(start / HOURS_PER_DAY)
    const last = Math.max(first, Math.ceil(end / HOURS_PER_DAY) - 1)
    for (let day = first; day <= last; day++) {
      while (days.length <= day) days.push([])
      days[day]?.push(id)
    }
  }
  return days.map((ids, index) => ({day: index + 1, tasks: ids}))
}

const DAY_LINES = 30
const TASKS_PER_DAY = 24

/** Ends with a newline. */
export const simulationText = (graph: Graph, runs: SimulationRuns): string => {
  const found = simulationJson(graph, runs)
  return [
    `${counted(graph.tasks.length, 'task')} on ${counted(found.slots, 'slot')}`,
    '',
    row('makespan', runs.plain.makespanHours),
    row('with --gate group', runs.gated.makespanHours),
    row('lower bound', found.lowerBoundHours),
    row('on one slot', totalHours(graph)),
    `${'speed-up'.padEnd(NAME_WIDTH)}${found.speedUp.toFixed(2).padStart(NUMBER_WIDTH)}`,
    `${'ETA'.padEnd(NAME_WIDTH)}${String(found.etaDays).padStart(NUMBER_WIDTH)} ${found.etaDays === 1 ? 'day' : 'days'} of ${HOURS_PER_DAY} h`,
    ...dayLines(found.days),
    '',
  ].join('\n')
}

const NAME_WIDTH = 20
const NUMBER_WIDTH = 8

const row = (name: string, hours: number): string =>
  `${name.padEnd(NAME_WIDTH)}${String(Math.round(hours * 100) / 100).padStart(NUMBER_WIDTH)} h`

const dayLines = (days: readonly Day[]): readonly string[] => [
  ...(days.length === 0 ? [] : ['']),
  ...days.slice(0, DAY_LINES).map(({day, tasks}) => `day ${day}: ${firstOf(tasks)}`),
  ...(days.length > DAY_LINES ? [`… and ${days.length - DAY_LINES} more days`] : []),
]

const firstOf = (ids: readonly TaskId[]): string =>
  ids.length <= TASKS_PER_DAY
    ? ids.join(', ')
    : `${ids.slice(0, TASKS_PER_DAY).join(', ')} and ${ids.length - TASKS_PER_DAY} more`
