import {expect, test} from 'vitest'
import {readPlan} from '../../src/plan/read.ts'

const instructions = (text: string): readonly string[] => {
  const draft = readPlan([{file: 'plan.md', text}])
  return draft.ok ? draft.value.tasks.map(({instruction}) => instruction) : []
}

const PLAN = `# Plan

### T1: Lay the keel
**Status**: pending
**Files**: \`keel.md\`

### T2: Set the mast
**Status**: pending
**Dependencies**: T1
`

test('a status is no part of what an agent is told', () => {
  const [first = ''] = instructions(PLAN)
  expect(first.split('\n').slice(0, 3)).toEqual([
    '### T1: Lay the keel',
    '**Status**: ',
    '**Files**: `keel.md`',
  ])
  expect(instructions(PLAN.replace('pending', 'done'))).toEqual(instructions(PLAN))
})

test('nor is a tick: the box of a task that was done is empty again', () => {
  const boxes = '# Tasks\n\n- [ ] T001 Lay the keel in keel.md\n- [ ] T002 Set the mast in mast.md\n'
  const ticked = boxes.replace('[ ] T001', '[x] T001')
  expect(instructions(boxes)).toHaveLength(2)
  expect(instructions(ticked)).toEqual(instructions(boxes))
})

test('words that only look like a status stay', () => {
  const text = PLAN.replace('**Files**', 'Say "pending" twice.\n**Files**')
  expect(instructions(text)[0]).toContain('Say "pending" twice.')
})
