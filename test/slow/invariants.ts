// What holds for every document, however broken: reading it ends, soon, and says only what stands there.

import {expect} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {Diagnostic, Location} from '../../src/graph/diagnostic.ts'
import type {Draft} from '../../src/graph/draft.ts'
import type {Graph} from '../../src/graph/task.ts'
import {printYaml} from '../../src/graph/yaml.ts'
import {repairText} from '../../src/plan/encoding.ts'
import {readPlan} from '../../src/plan/read.ts'
import {splitLines} from '../../src/util/text.ts'

const FILE = 'plan.md'

/** The promise is one second for anything; what a document here takes is a hundredth of that. Of processor time: a machine may be busy. */
const HANG_MS = 1_000

export interface Reading {
  readonly draft?: Draft
  readonly graph?: Graph
  readonly diagnostics: readonly Diagnostic[]
}

export const readDocument = (text: string, format: string | undefined): Reading => {
  const read = readPlan([{file: FILE, text}], format === undefined ? {} : {format})
  if (!read.ok) return {diagnostics: read.error}
  const {graph, diagnostics} = compile(read.value)
  return {draft: read.value, graph, diagnostics}
}

/** How often, how long, and the slowest. */
export class Figures {
  runs = 0
  tasks = 0
  totalMs = 0
  maxMs = 0

  add(ms: number, tasks: number): void {
    this.runs++
    this.tasks += tasks
    this.totalMs += ms
    this.maxMs = Math.max(this.maxMs, ms)
  }

  toString(): string {
    const {runs, tasks, totalMs, maxMs} = this
    return `${runs.toLocaleString('en')} documents, ${tasks.toLocaleString('en')} tasks, ${(totalMs / 1000).toFixed(1)} s, slowest ${maxMs.toFixed(0)} ms`
  }
}

/** What else is looked at; each takes as long as the reading itself. */
export type Further = 'read again' | 'compile from YAML' | 'nothing'

export interface Case {
  readonly text: string
  /** As the content says, where it is undefined. */
  readonly format?: string | undefined
  readonly further: Further
}

/** Reads a document, and throws where a promise is broken. */
export const check = ({text, format, further}: Case, figures: Figures): void => {
  const {ms, reading} = timed(text, format)
  figures.add(ms, reading.graph?.tasks.length ?? 0)
  if (ms > HANG_MS) expect(timed(text, format).ms, 'milliseconds, at the second try').toBeLessThan(HANG_MS)
  if (further === 'read again')
    expect(readDocument(text, format), 'read for the second time').toEqual(reading)
  const lines = splitLines(repairText(text).text)
  for (const {rule, location, related} of reading.diagnostics) {
    expectPlace(location, lines, rule)
    for (const other of related) expectPlace(other.location, lines, rule)
  }
  if (reading.draft) expectFacts(reading.draft, lines)
  if (further === 'compile from YAML' && reading.graph && reading.graph.tasks.length > 0)
    expectRoundTrip(reading.graph)
}

const timed = (
  text: string,
  format: string | undefined,
): {readonly ms: number; readonly reading: Reading} => {
  const start = process.cpuUsage()
  const reading = readDocument(text, format)
  const {user, system} = process.cpuUsage(start)
  return {ms: (user + system) / 1000, reading}
}

/** A place may be the end of its line, and nothing beyond. */
const expectPlace = (
  {file, line, column, endColumn}: Location,
  lines: readonly string[],
  of: string,
): void => {
  const length = lines[line - 1]?.length
  const isInside =
    length !== undefined &&
    column >= 1 &&
    column <= length + 1 &&
    (endColumn === undefined || (endColumn >= column && endColumn <= length + 1))
  if (file !== FILE || !isInside)
    throw new Error(`${of} at ${file}:${line}:${column}-${endColumn}, in a line of ${length} characters`)
}

const expectFacts = ({tasks, mentions, groups}: Draft, lines: readonly string[]): void => {
  for (const {id} of [...tasks, ...mentions, ...groups]) expectPlace(id.location, lines, id.value)
  for (const {titles, dependencies, efforts, priorities, outputs} of tasks) {
    for (const fact of [...titles, ...dependencies, ...efforts, ...priorities, ...outputs])
      expectPlace(fact.location, lines, 'a fact')
  }
}

/** What was compiled and printed compiles to the same graph. */
const expectRoundTrip = (graph: Graph): void => {
  const text = printYaml(graph, FILE)
  const again = readPlan([{file: 'task-dispatcher.yaml', text}])
  if (!again.ok) throw new Error(again.error.map(({message}) => message).join('\n'))
  expect(compile(again.value).graph, 'compiled from YAML').toEqual(graph)
}
