// The real plan, against the numbers that were worked out from it by hand.

import {existsSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import type {Draft} from '../../../src/graph/draft.ts'
import {readPlan} from '../../../src/plan/read.ts'

const PLAN = new URL('../../../../shared/plans/k1-phase-5.3-breakdown.md', import.meta.url)
const EXPECTED = new URL('../../../../shared/plans/k1-expected.json', import.meta.url)
const isThere = existsSync(PLAN) && existsSync(EXPECTED)
const real = test.skipIf(!isThere)
const WHERE = isThere ? '' : ' (skipped: the reference plan is not beside the repository)'

const draft = (): Draft => {
  const read = readPlan([{file: 'plan.md', text: readFileSync(PLAN, 'utf8')}])
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}
const expected = () => JSON.parse(readFileSync(EXPECTED, 'utf8')).document

real(`S003-01: 22 tasks, each once${WHERE}`, () => {
  const ids = draft().tasks.map(({id}) => id.value)
  expect(ids).toHaveLength(22)
  expect([...ids].sort()).toEqual([...expected().tasks].sort())
})

real(`S003-02, S003-03: efforts, and which tasks are given in full${WHERE}`, () => {
  const {tasks} = draft()
  expect(Object.fromEntries(tasks.map(({id, efforts}) => [id.value, efforts[0]?.value]))).toEqual(
    expected().effortHours,
  )
  const full = tasks.filter(({gates}) => gates.length > 0).map(({id}) => id.value)
  expect(full.sort()).toEqual([...expected().fullTasks].sort())
})

real(`S003-04: the tree says of every task what it depends on${WHERE}`, () => {
  const stated = draft().mentions.map(({id, dependencies}) => [
    id.value,
    dependencies?.value.map(ref => (ref.type === 'task' ? ref.id : ref)),
  ])
  const {dependencies} = expected()
  expect(Object.fromEntries(stated)).toEqual({
    ...dependencies,
    T20: [{type: 'members', label: 'API'}],
    T21: [{type: 'all'}],
  })
})

real(`S003-05: groups and layers${WHERE}`, () => {
  const {groups, layers} = draft()
  expect(
    Object.fromEntries(groups.map(({id, members}) => [id.value, members.map(({value}) => value)])),
  ).toEqual(expected().groups)
  expect(
    groups.map(({day, statedCount, dependsOn}) => [day, statedCount?.value, dependsOn[0]?.value]),
  ).toEqual([
    [1, 4, undefined],
    [2, 5, 'GROUP A'],
    [3, 5, 'GROUP B'],
    [4, 5, 'GROUP C'],
    [5, 3, 'GROUP D'],
  ])
  expect(Object.fromEntries(layers.map(({name, tasks}) => [name, tasks]))).toEqual(expected().layers)
})

real(`S003-06: what the plan claims of itself, with its lines${WHERE}`, () => {
  const {criticalPath, criticalPathHours, totalHours, taskCounts} = draft().claims
  const {criticalPathStated, criticalPathStatedHours, effortTotalStated} = expected()
  expect([criticalPath?.value, criticalPath?.location.line]).toEqual([criticalPathStated, 63])
  expect([criticalPathHours?.value, criticalPathHours?.location.line]).toEqual([criticalPathStatedHours, 64])
  expect([totalHours?.value, totalHours?.location.line]).toEqual([effortTotalStated, 1693])
  expect(taskCounts.map(({value, location}) => [value, location.line])).toEqual([[22, 1686]])
})

real(`S003-02: the files of T3, with their notes${WHERE}`, () => {
  const outputs = draft().tasks.find(({id}) => id.value === 'T3')?.outputs
  expect(outputs?.map(({path, intent, note, text}) => [path, intent, note, text !== undefined])).toEqual([
    ['conductor-api/src/routes/v2/index.ts', 'create', undefined, true],
    ['conductor-api/src/routes/v2/error-recovery.routes.ts', 'create', 'stub', false],
    ['conductor-api/src/routes/v2/scheduler.routes.ts', 'create', 'stub', false],
    ['conductor-api/src/routes/v2/webhooks.routes.ts', 'create', 'stub', false],
    ['conductor-api/src/routes/v2/batch.routes.ts', 'create', 'stub', false],
    ['conductor-api/src/middleware/versioning.middleware.ts', 'create', undefined, true],
    ['conductor-api/src/middleware/validation.middleware.ts', 'create', undefined, true],
    ['conductor-api/src/middleware/error-handler.middleware.ts', 'create', undefined, true],
    ['conductor-api/src/middleware/response-formatter.middleware.ts', 'create', undefined, true],
    ['conductor-api/src/utils/api-response.ts', 'create', undefined, false],
    ['conductor-api/src/app.ts', 'modify', 'modify to include v2 routes', false],
  ])
})

real(`S003-13: every validation step, and how it is judged${WHERE}`, () => {
  const judged = draft().tasks.flatMap(({id, gates}) =>
    gates.map(({name, shell, steps}) => [
      `${id.value} ${name} ${shell}`,
      ...steps.map(({name, kind, expect}) => `${kind}${expect === 'failure' ? ', must fail' : ''}: ${name}`),
    ]),
  )
  expect(judged).toEqual([
    [
      'T1 validation bash',
      'check: Apply migration',
      'check: Verify tables exist',
      'check: Verify indexes',
      'check: Test sample inserts',
      'check, must fail: Verify constraints',
      'check: Rollback test',
      'check: Re-apply migration',
    ],
    [
      'T2 validation bash',
      'check: Compile TypeScript',
      'check: Run type checking',
      'check: Validate schemas with test data',
      'check: Generate documentation',
    ],
    [
      'T3 validation bash',
      'background: Start server',
      'check: Test version negotiation (URL-based)',
      'manual: Expected: 501 with formatted response',
      'check: Test version negotiation (header-based)',
      'check: Test unsupported version',
      'manual: Expected: 400 error',
      'check: Test error handling',
      'manual: Expected: 404 with formatted error',
      'check: Verify response format',
      'manual: Should have: success, data, meta.timestamp, meta.version, meta.requestId',
    ],
    [
      'T16 validation bash',
      'check: Install dependencies',
      'background: Start development server',
      'manual: Open browser',
      'manual: Test routing; Navigate to http://localhost:3001/error-recovery; Navigate to http://localhost:3001/scheduler',
      'check: Test TypeScript compilation',
      'check: Test linting',
      'check: Test formatting',
      'check: Test API integration (when backend available)',
    ],
    [
      'T4 validation bash',
      'check: Run unit tests',
      'check: Test backoff calculation',
      'check: Test error classification',
      'check: Test database integration',
      'background: Start retry worker',
      'background: Monitor worker logs',
    ],
  ])
})

real(`each task is told its own section, and says which lines these are${WHERE}`, () => {
  const lines = readFileSync(PLAN, 'utf8').split('\n')
  for (const {instruction, source} of draft().tasks) {
    expect(instruction).toBe(lines.slice(source.line - 1, source.endLine).join('\n'))
  }
  expect(
    draft()
      .tasks.map(({source}) => [source.line, source.endLine])
      .slice(0, 6),
  ).toEqual([
    [84, 230],
    [234, 429],
    [433, 729],
    [733, 1130],
    [1138, 1555],
    [1561, 1565],
  ])
})
