// A plan whose author says that all is delivered, beside the tree: evidence decides, with gates and without.

import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {TaskStatus} from '../../src/graph/draft.ts'
import {readYaml} from '../../src/graph/yaml.ts'
import {gapCounts} from '../../src/report/gap.ts'
import {findEvidence} from '../../src/service/evidence.ts'
import {temporaryDirectory} from '../system/temporary.ts'

/** Of each of 22 tasks: outputs that it declares, and how many of them are there. */
const TASKS: readonly (readonly [declared: number, present: number])[] = [
  ...Array.from({length: 8}, () => [1, 1] as const),
  ...Array.from({length: 4}, () => [3, 3] as const),
  ...Array.from({length: 8}, () => [3, 1] as const),
  ...Array.from({length: 2}, () => [2, 0] as const),
]

const path = (task: number, output: number): string => `src/part-${task}/file-${output}.sql`
const upTo = (count: number): readonly number[] => Array.from({length: count}, (_, index) => index + 1)

const planText = (): string =>
  `tasks:\n${TASKS.map(([declared], index) => {
    const outputs = upTo(declared).map(output => path(index + 1, output))
    return `  - taskId: T${index + 1}\n    outputs: [${outputs.join(', ')}]\n    validation:\n      - {type: file_exists, paths: [${outputs[0]}]}\n      - {type: sql_syntax, files: [${outputs.join(', ')}]}\n`
  }).join('')}`

const delivered = (broken?: string) => {
  const root = temporaryDirectory()
  for (const [index, [, present]] of TASKS.entries()) {
    for (const output of upTo(present)) {
      const file = path(index + 1, output)
      mkdirSync(dirname(join(root, file)), {recursive: true})
      writeFileSync(join(root, file), file === broken ? 'create tabel a ();' : 'create table a ();')
    }
  }
  const {graph} = compile(readYaml({file: 'plan.yaml', text: planText()}))
  const statuses = new Map(graph.tasks.map(({id}): [string, TaskStatus] => [id, 'done']))
  const gates = {limitMs: 0, signal: new AbortController().signal}
  return {plain: {root, tasks: graph.tasks, statuses}, gated: {root, tasks: graph.tasks, statuses, gates}}
}

test('S003-28: "all 22 delivered" with 28 of 48 outputs is 12 complete', async () => {
  const {plain, gated} = delivered()
  for (const search of [plain, gated]) {
    const {outputs, present, verdicts} = gapCounts(await findEvidence(search))
    expect([outputs, present]).toEqual([48, 28])
    expect(verdicts).toMatchObject({complete: 12, 'claimed-but-absent': 10})
  }
})

test('S003-28: an output that is there and wrong is found by its gate alone', async () => {
  const {plain, gated} = delivered('src/part-9/file-3.sql')
  expect(gapCounts(await findEvidence(plain)).verdicts.complete).toBe(12)
  expect(gapCounts(await findEvidence(gated)).verdicts.complete).toBe(11)
})
