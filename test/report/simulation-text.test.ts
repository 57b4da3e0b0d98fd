import {expect, test} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import {type SimulationRuns, simulationJson, simulationText} from '../../src/report/simulation-text.ts'
import {simulate} from '../../src/run/simulate.ts'
import {graph} from '../graph/graphs.ts'

const PLAN = graph(
  {id: 'T1', hours: 4, group: 'GROUP A'},
  {id: 'T2', hours: 6, group: 'GROUP A'},
  {id: 'T3', hours: 5.5, needs: ['T1'], group: 'GROUP B'},
  {id: 'T4', hours: 0, needs: ['T2', 'T3'], group: 'GROUP B'},
)

const runsOf = (plan: Graph, slots: number): SimulationRuns => ({
  slots,
  gate: 'none' as const,
  plain: simulate(plan, {slots, gateGroups: false, first: 'critical-path'}),
  gated: simulate(plan, {slots, gateGroups: true, first: 'critical-path'}),
})

test('S003-44: the simulation as data', () => {
  expect(simulationJson(PLAN, runsOf(PLAN, 2))).toEqual({
    schemaVersion: 1,
    kind: 'simulation',
    slots: 2,
    gate: 'none',
    makespanHours: 9.5,
    gateGroupMakespanHours: 11.5,
    lowerBoundHours: 9.5,
    speedUp: 1.631579,
    etaDays: 2,
    tasks: [
      {id: 'T1', start: 0, end: 4},
      {id: 'T2', start: 0, end: 6},
      {id: 'T3', start: 4, end: 9.5},
      {id: 'T4', start: 9.5, end: 9.5},
    ],
    days: [
      {day: 1, tasks: ['T1', 'T2', 'T3']},
      {day: 2, tasks: ['T3', 'T4']},
    ],
  })
})

test('S003-45: the simulation for people has the day plan and the ETA', () => {
  expect(simulationText(PLAN, runsOf(PLAN, 2))).toBe(
    [
      '4 tasks on 2 slots',
      '',
      'makespan                 9.5 h',
      'with --gate group       11.5 h',
      'lower bound              9.5 h',
      'on one slot             15.5 h',
      'speed-up                1.63',
      'ETA                        2 days of 8 h',
      '',
      'day 1: T1, T2, T3',
      'day 2: T3, T4',
      '',
    ].join('\n'),
  )
})

test('a task without work falls on the day it could start', () => {
  const plan = graph({id: 'T1', hours: 0}, {id: 'T2', hours: 8}, {id: 'T3', hours: 0, needs: ['T2']})
  expect(simulationJson(plan, runsOf(plan, 2)).days).toEqual([
    {day: 1, tasks: ['T2', 'T1']},
    {day: 2, tasks: ['T3']},
  ])
})

test('a plan without work takes no time', () => {
  const empty = graph()
  expect(simulationJson(empty, runsOf(empty, 1))).toEqual({
    schemaVersion: 1,
    kind: 'simulation',
    slots: 1,
    gate: 'none',
    makespanHours: 0,
    gateGroupMakespanHours: 0,
    lowerBoundHours: 0,
    speedUp: 1,
    etaDays: 0,
    tasks: [],
    days: [],
  })
})

test('long days and long plans are cut, and say so', () => {
  const wide = graph(...Array.from({length: 30}, (_, index) => ({id: `W${index}`, hours: 1})))
  expect(simulationText(wide, runsOf(wide, 30))).toContain('W23 and 6 more\n')
  const chain = graph(
    ...Array.from({length: 40}, (_, index) => ({
      id: `C${index}`,
      hours: 8,
      needs: index ? [`C${index - 1}`] : [],
    })),
  )
  expect(simulationText(chain, runsOf(chain, 1))).toContain('day 30: C29\n… and 10 more days\n')
})
