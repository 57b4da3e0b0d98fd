// The atomic breakdowns and tables of the shared corpus, against their truth: the F1 of each may not fall below what is reached.

import {existsSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {readPlan} from '../../src/plan/read.ts'

const corpus = new URL('../../../shared/corpus/', import.meta.url)
const hasCorpus = existsSync(corpus)

type Pair = readonly [task: string, dependency: string]
interface Truth {
  readonly file: string
  readonly task_ids:
    | readonly string[]
    | {readonly first: string[]; readonly last: string[]; readonly count: number}
  readonly edges: readonly Pair[]
  readonly disputed_edges?: readonly Pair[]
  readonly done: readonly string[]
}

const truths = (): Truth[] =>
  readFileSync(new URL('truth.jsonl', corpus), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

const norm = (id: string): string => id.replace(/^#/, '')
const pair = ([task, dependency]: Pair): string => `${norm(task)} <- ${norm(dependency)}`

const f1 = (want: ReadonlySet<string>, got: ReadonlySet<string>): number => {
  if (want.size + got.size === 0) return 1
  const hits = [...want].filter(found => got.has(found)).length
  return (2 * hits) / (want.size + got.size)
}

const kinds = ['stated', 'range', 'group']

test.skipIf(!hasCorpus).each(['atomic', 'tables'])(
  'S003-01: ids, stated edges and done tasks of the corpus of %s (skipped without ../shared/corpus)',
  kind => {
    const rows = truths().filter(({file}) => file.startsWith(`${kind}/`))
    expect(rows.length).toBeGreaterThan(0)
    for (const {file, task_ids, edges, disputed_edges, done} of rows) {
      const read = readPlan([{file, text: readFileSync(new URL(file, corpus), 'utf8')}])
      if (!read.ok) throw new Error(`${file}: ${read.error.map(({message}) => message).join('\n')}`)
      const {graph, outside} = compile(read.value)
      const ids = graph.tasks.map(({id}) => id)
      if ('first' in task_ids) {
        const sample = [...ids.slice(0, task_ids.first.length), ...ids.slice(-task_ids.last.length)]
        expect
          .soft([ids.length, sample], `ids of ${file}`)
          .toEqual([task_ids.count, [...task_ids.first, ...task_ids.last]])
      } else expect.soft(f1(new Set(task_ids.map(norm)), new Set(ids)), `ids of ${file}`).toBe(1)
      const disputed = new Set((disputed_edges ?? []).map(pair))
      const stated = [...graph.edges, ...outside]
        .filter(edge => kinds.includes(edge.kind))
        .map(({task, dependency}) => pair([task, dependency]))
        .filter(edge => !disputed.has(edge))
      expect.soft(f1(new Set(edges.map(pair)), new Set(stated)), `edges of ${file}`).toBe(1)
      const finished = read.value.tasks.filter(({status}) => status?.value === 'done').map(({id}) => id.value)
      expect.soft(finished.sort(), `done in ${file}`).toEqual(done.map(norm).sort())
    }
  },
)
