// A run whose plan was edited: what is finished and still means the same is not done again.

import {expect, test} from 'vitest'
import type {Graph, Task} from '../../src/graph/task.ts'
import {planChange} from '../../src/run/plan-change.ts'
import {objection} from '../../src/run/request.ts'
import {graphOf, type TaskSketch} from './graphs.ts'
import {Story} from './story.ts'

const PLAN: {readonly [id: string]: TaskSketch} = {T1: {}, T2: {needs: ['T1']}, T3: {needs: ['T2']}, T4: {}}

/** The plan with some tasks changed. */
const edited = (changes: {readonly [id: string]: Partial<Task>}, sketch = PLAN): Graph => {
  const graph = graphOf(sketch)
  return {...graph, tasks: graph.tasks.map(task => ({...task, ...changes[task.id]}))}
}

const finished = (): Story => {
  const story = new Story(graphOf(PLAN))
  for (const id of ['T1', 'T4', 'T2', 'T3']) story.pass(id).merge(id)
  return story
}

const goOn = (story: Story, graph: Graph): Story => {
  story.tell({type: 'plan-changed', graph})
  return story.tell({
    type: 'run-resumed',
    policy: story.state.policy,
    selection: graph.tasks.map(({id}) => id),
  })
}

test('a task that is defined otherwise now is done again with all that is built on it; the rest keeps its work', () => {
  const story = finished()
  const graph = edited({T2: {instruction: 'differently'}})
  expect(planChange(story.state, graph)).toEqual({
    kept: ['T1', 'T4'],
    changed: [{task: 'T2', parts: ['instruction']}],
    behind: ['T3'],
    added: [],
    removed: [],
  })
  goOn(story, graph)
  expect(story.phases).toEqual({T1: 'done', T2: 'running', T3: 'waiting', T4: 'done'})
  expect(story.decisions.at(-1)).toBe('T2#2 starts on m-T3')
  story.pass('T2').merge('T2').pass('T3').merge('T3')
  expect(story.state.result).toBe('done')
})

test('where a task stands, how long it takes and how urgent it is are no part of its definition', () => {
  const graph = graphOf({T1: {}, T2: {needs: ['T1']}, T3: {needs: ['T2']}, T4: {hours: 40}})
  const moved = graph.tasks.map(task => ({
    ...task,
    priority: 'HIGH' as const,
    source: {file: 'plan.md', line: 99, endLine: 120},
    outputs: task.outputs.map(output => ({...output, location: {file: 'plan.md', line: 99, column: 3}})),
  }))
  const story = finished()
  expect(planChange(story.state, {...graph, tasks: moved})).toMatchObject({changed: [], behind: []})
  goOn(story, {...graph, tasks: moved})
  expect(story.state.result).toBe('done')
})

test('tasks come and go: a new one takes part, and what it changes for others is done again', () => {
  const story = finished()
  const graph = graphOf({T1: {}, T3: {needs: ['T1']}, T4: {}, T5: {needs: ['T4']}})
  expect(planChange(story.state, graph)).toEqual({
    kept: ['T1', 'T4'],
    changed: [{task: 'T3', parts: ['dependencies']}],
    behind: [],
    added: ['T5'],
    removed: ['T2'],
  })
  goOn(story, graph)
  expect(story.phases).toEqual({T1: 'done', T3: 'running', T4: 'done', T5: 'running'})
})

test('in a run of selected tasks a new one is left out like the others', () => {
  const story = new Story(graphOf(PLAN), {}, ['T4']).pass('T4').merge('T4')
  story.tell({type: 'plan-changed', graph: graphOf({...PLAN, T5: {}})})
  expect(story.phases).toEqual({T1: 'skipped', T2: 'skipped', T3: 'skipped', T4: 'done', T5: 'skipped'})
})

test('a task that failed and is defined otherwise now begins with all its tries', () => {
  const story = new Story(graphOf(PLAN), {attempts: 1}).pass('T4').merge('T4').fail('T1')
  story.tell({type: 'plan-changed', graph: edited({T1: {title: 'mended'}})})
  expect(story.phases).toEqual({T1: 'waiting', T2: 'waiting', T3: 'waiting', T4: 'done'})
})

test('a run at work keeps its plan', () => {
  const {state} = new Story(graphOf(PLAN))
  expect(objection(state, {type: 'plan-changed', graph: graphOf(PLAN)})).toBe(
    'Task T1 of run r is at work with the plan as it was. Let the run come to rest first: agent-spawn run --continue --run r',
  )
})
