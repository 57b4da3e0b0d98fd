import {expect, test} from 'vitest'
import {type Evidence, gapText, isClosed, verdictOf} from '../../src/report/gap.ts'
import {PLAIN} from '../../src/report/style.ts'

const evidence = (found: Partial<Evidence>): Evidence => ({
  ...{id: 'T1', title: 'Lay the keel', isOptional: false, outputs: ['a', 'b'], missing: []},
  ...found,
})

/** What is said, by what is there. */
const verdicts = (found: Partial<Evidence>): readonly string[] =>
  [{}, {claim: 'todo'}, {claim: 'in-progress'}, {claim: 'done'}, {claim: 'skipped'}].map(claim =>
    verdictOf(evidence({...found, ...(claim as Partial<Evidence>)})),
  )

test('S003-47: what is there decides, and where the document says otherwise the verdict says so', () => {
  expect(verdicts({})).toEqual([
    'complete',
    'present-but-unclaimed',
    'present-but-unclaimed',
    'complete',
    'skipped',
  ])
  expect(verdicts({missing: ['b']})).toEqual([
    'partial',
    'partial',
    'partial',
    'claimed-but-absent',
    'skipped',
  ])
  expect(verdicts({missing: ['a', 'b']})).toEqual([
    'missing',
    'missing',
    'partial',
    'claimed-but-absent',
    'skipped',
  ])
  expect(verdicts({outputs: []})).toEqual(['unproven', 'missing', 'partial', 'unproven', 'skipped'])
})

test('gates count once they were run', () => {
  expect(verdicts({gates: 'failed'})).toEqual([
    'partial',
    'partial',
    'partial',
    'claimed-but-absent',
    'skipped',
  ])
  expect(verdicts({outputs: [], gates: 'passed'})[0]).toBe('complete')
  expect(verdicts({outputs: [], gates: 'failed'}).slice(0, 2)).toEqual(['missing', 'missing'])
})

test('an optional task that nobody did is no gap', () => {
  const verdict = verdictOf(evidence({isOptional: true, claim: 'todo', missing: ['a', 'b']}))
  expect([verdict, isClosed(verdict)]).toEqual(['skipped', true])
})

test('a line for each task, what it lacks, and the counts', () => {
  const text = gapText(
    [
      evidence({claim: 'done', missing: ['b']}),
      evidence({id: 'T10', title: 'Raise the mast', gates: 'passed'}),
      evidence({id: 'T11', title: 'Caulk', outputs: [], claim: 'done'}),
    ],
    PLAIN,
  )
  expect(text).toBe(
    [
      'T1   claimed but absent       1/2  done         -       Lay the keel',
      '    no b',
      'T10  complete                 2/2  -            passed  Raise the mast',
      'T11  unproven                   -  done         -       Caulk',
      '',
      '3 tasks: 1 complete, 1 claimed but absent, 1 unproven. 3 of 4 outputs present.',
      '',
    ].join('\n'),
  )
})
