// Why a task does not run: one reason of each kind.

import {expect, test} from 'vitest'
import {explain} from '../../src/run/explain.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

test('S004-04: every blocked task names its blockers, and what keeps it besides', () => {
  const graph = graphOf(
    {
      T1: {writes: ['a/'], hours: 9},
      T2: {needs: ['T1']},
      T3: {writes: ['a/x.ts']},
      T4: {group: 'G', hours: 8},
      T5: {group: 'G'},
    },
    {G: 1},
  )
  const {state} = new Story(graph, {slots: 2})
  expect(explain(state, 'T1')).toEqual([])
  expect(explain(state, 'T2')).toEqual([
    {type: 'dependency', task: 'T1', phase: 'running'},
    {type: 'slots', slots: 2},
  ])
  expect(explain(state, 'T3')).toEqual([
    {type: 'claim', task: 'T1'},
    {type: 'slots', slots: 2},
  ])
  expect(explain(state, 'T5')).toEqual([
    {type: 'group-cap', group: 'G', cap: 1},
    {type: 'slots', slots: 2},
  ])
})

test('a closed group gate names the tasks that must be done first, and a stop its reason', () => {
  const graph = graphOf({T1: {group: 'A'}, T2: {group: 'A'}, T3: {group: 'B'}})
  const story = new Story(graph, {gateGroups: true}).pass('T1').merge('T1')
  expect(explain(story.state, 'T3')).toEqual([{type: 'group-gate', tasks: ['T2'], count: 1}])
  story.tell({type: 'stop-requested', mode: 'drain', by: 'user', reason: 'Ctrl-C'})
  expect(explain(story.state, 'T3')).toEqual([
    {type: 'group-gate', tasks: ['T2'], count: 1},
    {type: 'stopping', reason: 'Ctrl-C'},
  ])
})
