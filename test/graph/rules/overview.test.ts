import {expect, test} from 'vitest'
import {findings} from './findings.ts'

const RULE = 'overview-drift'

const garden = (overview: string) => `
    # Garden

    ### T1: Soil
    **Dependencies:** none

    ### T2: Seeds
    **Dependencies:** T1

    ### T3: Fence
    **Dependencies:** none

    ### T4: Harvest
    **Dependencies:** T2

    ## Dependencies

    ${overview}
  `

test('S003-06: a sentence that says more of a task than the task itself', () => {
  expect(findings(RULE, garden('T4 depends on all prior tasks.'))).toEqual([
    '17 warning: this sentence says that T4 depends on T3, but the field of T4, which counts, does not; ' +
      'add it there, or correct the sentence [13, 9]',
  ])
  expect(findings(RULE, garden('T2 depends on T3.'))).toEqual([
    '17 warning: this sentence says that T2 depends on T3, but the field of T2, which counts, does not; ' +
      'add it there, or correct the sentence [7, 9]',
  ])
})

test('what follows from the dependencies of others is no contradiction', () => {
  expect(findings(RULE, garden('T4 depends on T1.'))).toEqual([])
  expect(findings(RULE, garden('T4 can start after T2.'))).toEqual([])
})

test('a task that is said to wait for nothing', () => {
  expect(findings(RULE, garden('T4 depends on no other task.'))).toEqual([
    '17 warning: this sentence says that T4 waits for no task, but T4 depends on T2; ' +
      'correct the sentence, or take away the dependency [13]',
  ])
  expect(findings(RULE, garden('T2 is independent.'))).toEqual([
    '17 warning: this sentence says that T2 waits for no task, but T2 depends on T1; ' +
      'correct the sentence, or take away the dependency [7]',
  ])
  expect(findings(RULE, garden('T3 is independent.'))).toEqual([])
  expect(findings(RULE, garden('T4 is independent of T3.'))).toEqual([])
  expect(findings(RULE, garden('T2 and T4 are independent.'))).toEqual([])
})

const drawn = (...lines: readonly string[]) => garden(['```', ...lines, '```'].join('\n    '))

test('a drawing that agrees with most tasks is compared with the others', () => {
  expect(findings(RULE, drawn('T1 ──→ T2 ──→ T4', 'T2 ──→ T3'))).toEqual([
    '19 warning: this graph says that T3 depends on T2, but the field of T3, which counts, does not; ' +
      'add it there, or correct the graph [10, 6]',
  ])
  expect(findings(RULE, drawn('T1 ──→ T2 ──→ T4'))).toEqual([])
})

test('arrows that point from a task to what it needs are another way to draw, not a contradiction', () => {
  expect(findings(RULE, drawn('T4 ──→ T2 ──→ T1'))).toEqual([])
})

test('a drawing of phases in which one comes before another that it waits for', () => {
  const phases = (needs: string) => `
    # Tasks: Garden

    ## Phase 1: Soil

    - [ ] T001 Dig in garden/soil.md

    ## Phase 2: Seeds

    **Dependencies**: ${needs}

    - [ ] T002 Sow in garden/seeds.md

    ## Phase 3: Fence

    - [ ] T003 Build in garden/fence.md

    ## Dependencies

    \`\`\`
    Phase 1 (Soil) → Phase 2 (Seeds)
                        ↓
                     Phase 3
                     (Fence)
    \`\`\`
  `
  expect(findings(RULE, phases('Phase 3 complete'))).toEqual([
    '22 warning: this graph draws Phase 3 after Phase 2, but Phase 2 comes after Phase 3: together they wait for each other; ' +
      'correct one of them [9]',
  ])
  expect(findings(RULE, phases('Phase 1 complete'))).toEqual([])
})

test('the prose of a JSON task names what its list of dependencies leaves out', () => {
  const issue = (id: string, description: string, needs: readonly string[] = []) =>
    JSON.stringify({
      id,
      title: id,
      status: 'open',
      issue_type: 'task',
      description,
      dependencies: needs.map(other => ({issue_id: id, depends_on_id: other, type: 'blocks'})),
    })
  const plan = (description: string, needs: readonly string[] = []) =>
    [issue('g-a1', 'Soil'), issue('g-b2', 'Seeds'), issue('g-c3', description, needs)].join('\n')
  expect(findings(RULE, plan('Water it. Blocked by g-a1 and g-b2.', ['g-a1']), 'issues.jsonl')).toEqual([
    '3 warning: this sentence says that g-c3 depends on g-b2, but the list of g-c3, which counts, does not; ' +
      'add it there, or correct the sentence [2]',
  ])
  expect(findings(RULE, plan('Does not depend on g-b2.'), 'issues.jsonl')).toEqual([])
  expect(findings(RULE, plan('Depends on the weather, see g-b2.'), 'issues.jsonl')).toEqual([])
})
