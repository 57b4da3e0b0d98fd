import {join} from 'node:path'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {GATE_DOCUMENTS} from '../../src/graph/gate-documents.ts'
import {readYaml} from '../../src/graph/yaml.ts'
import {gatesMarkdown} from '../../src/report/gates-markdown.ts'

test('docs/gates.md is made from the shapes of gates; vitest -u writes it', async () => {
  await expect(gatesMarkdown()).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/gates.md'))
})

test.each(Object.entries(GATE_DOCUMENTS))('the example of %s is a gate of that type', (type, {example}) => {
  const text = `tasks:\n  - taskId: T1\n    validation:\n      - ${example}\n`
  const {graph, diagnostics} = compile(readYaml({file: 'plan.yaml', text}))
  expect(diagnostics.filter(({severity}) => severity !== 'info')).toEqual([])
  expect(graph.tasks[0]?.gates.map(gate => gate.type)).toEqual([type])
})
