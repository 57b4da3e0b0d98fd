// Which tasks are one task under two names.

import {expect, test} from 'vitest'
import {duplicatesAmong} from '../../src/graph/duplicate.ts'
import type {Task} from '../../src/graph/task.ts'
import {graphOf} from '../run/graphs.ts'

const [T1, T2, T3] = graphOf({T1: {writes: ['x']}, T2: {writes: ['x']}, T3: {writes: ['x']}}).tasks

const alike = (task: Task | undefined, more: Partial<Task> = {}): Task => {
  if (task === undefined) throw new Error('no such task')
  const {id} = task
  return {
    ...task,
    title: 'Paint it',
    instruction: `### ${id}: Paint it\n\n**Task ID:** ${id}\n\nBlue.`,
    ...more,
  }
}

const ids = (...tasks: readonly Task[]) => duplicatesAmong(tasks).map(found => found.map(({id}) => id))

test('S002-10: tasks with the same words, outputs and gates, whatever they are called, are duplicates', () => {
  expect(ids(alike(T1), alike(T2), alike(T3))).toEqual([['T1', 'T2', 'T3']])
  expect(
    ids(
      alike(T1, {id: '1.1', instruction: '- 1.1. Paint it blue'}),
      alike(T2, {id: '1.2', instruction: '- 1.2. Paint it blue'}),
    ),
  ).toEqual([['1.1', '1.2']])
})

test('tasks that differ in what is told, written or checked are none, nor are short items with equal titles', () => {
  const outputs = alike(T3).outputs.map(output => ({...output, path: 'y'}))
  expect(ids(alike(T1), alike(T2, {instruction: 'Paint it green.'}), alike(T3, {outputs}))).toEqual([])
  expect(ids(alike(T1), alike(T2, {title: 'Paint it again'}))).toEqual([])
  const item = (task: Task | undefined) =>
    alike(task, {outputs: [], instruction: `- [ ] ${task?.id} Paint it`})
  expect(ids(item(T1), item(T2))).toEqual([])
})
