// The corpus of real documents that may lie beside the repository, and how well one of them is read: F1 of ids and of stated edges.

import {existsSync, readFileSync} from 'node:fs'
import {compile} from '../../src/graph/compile.ts'
import type {Edge} from '../../src/graph/task.ts'
import {readPlan} from '../../src/plan/read.ts'

const CORPUS = new URL('../../../shared/corpus/', import.meta.url)
const TRUTH = new URL('truth.jsonl', CORPUS)

export const isCorpusThere = existsSync(TRUTH)

/** For the name of a test that is skipped without it. */
export const SKIPPED = isCorpusThere ? '' : ' (skipped: the corpus is not beside the repository)'

type Pair = readonly [string, string]
interface Truth {
  readonly file: string
  readonly format: string
  readonly task_ids: readonly string[]
  readonly edges: readonly Pair[] | null
}

export interface Score {
  readonly file: string
  readonly ids: number
  readonly edges: number
}

/** Of the documents of a kind whose ids the truth lists one by one. */
export const scoresOf = (kind: string): Score[] =>
  readFileSync(TRUTH, 'utf8')
    .trim()
    .split('\n')
    .map((line): Truth => JSON.parse(line))
    .filter(({format}) => format === kind)
    .map(score)

const score = ({file, task_ids, edges}: Truth): Score => {
  const read = readPlan([{file, text: readFileSync(new URL(file, CORPUS), 'utf8')}])
  if (!read.ok) return {file, ids: 0, edges: 0}
  const {graph, outside} = compile(read.value)
  return {
    file,
    ids: f1(
      task_ids.map(normal),
      graph.tasks.map(({id}) => normal(id)),
    ),
    edges: f1(
      (edges ?? []).map(pair),
      [...graph.edges, ...outside].filter(isStated).map(({task, dependency}) => pair([task, dependency])),
    ),
  }
}

const isStated = ({kind}: Edge): boolean => ['stated', 'range', 'group'].includes(kind)

const normal = (id: string): string => id.toLowerCase().replace(/^(?:task|story|step|issue)[\s-]+(?=\S)/, '')

const pair = ([task, dependency]: Pair): string => `${normal(task)} ← ${normal(dependency)}`

const f1 = (wanted: readonly string[], got: readonly string[]): number => {
  const [all, found] = [new Set(wanted), new Set(got)]
  if (all.size + found.size === 0) return 1
  return (2 * [...all].filter(name => found.has(name)).length) / (all.size + found.size)
}
