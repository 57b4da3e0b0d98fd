// Drafts for tests: each task on a line of its own, everything not said empty.

import type {Location} from '../../src/graph/diagnostic.ts'
import type {DependencyRef, Draft, DraftGroup, DraftTask, Fact} from '../../src/graph/draft.ts'
import type {Gate, Step} from '../../src/graph/task.ts'

export const FILE = 'plan.md'

export const at = (line: number, file = FILE): Location => ({file, line, column: 1})

export const fact = <T>(value: T, line: number, origin = 'heading', file = FILE): Fact<T> => ({
  value,
  location: at(line, file),
  origin,
})

export const ref = (id: string): DependencyRef => ({type: 'task', id})

export interface TaskSketch {
  readonly line: number
  readonly file?: string
  readonly title?: string
  readonly hours?: number
  readonly needs?: readonly (string | DependencyRef)[]
  readonly blocks?: readonly string[]
  readonly outputs?: readonly string[]
  readonly gates?: readonly Gate[]
}

export const draftTask = (id: string, sketch: TaskSketch): DraftTask => {
  const {line, file = FILE, title = `Title of ${id}`, hours, needs, blocks, outputs = [], gates = []} = sketch
  const refs = (words: readonly (string | DependencyRef)[]): readonly DependencyRef[] =>
    words.map(word => (typeof word === 'string' ? ref(word) : word))
  const facts = <T>(value: T | undefined): readonly Fact<T>[] =>
    value === undefined ? [] : [fact(value, line, 'heading', file)]
  return {
    id: fact(id, line, 'heading', file),
    titles: [fact(title, line, 'heading', file)],
    priorities: [],
    efforts: facts(hours),
    dependencies: needs === undefined ? [] : [fact(refs(needs), line, 'field', file)],
    blocks: blocks === undefined ? [] : [fact(refs(blocks), line, 'field', file)],
    inputs: [],
    outputs: outputs.map(path => ({path, intent: 'create', location: at(line, file)})),
    gates,
    relatedDocs: [],
    instruction: `### ${id}: ${title}`,
    source: {file, line, endLine: line},
  }
}

export const draft = (tasks: readonly DraftTask[], more: Partial<Draft> = {}): Draft => ({
  title: 'Plan',
  sources: [FILE],
  tasks,
  mentions: [],
  groups: [],
  layers: [],
  claims: {taskCounts: []},
  settings: {documents: {}},
  diagnostics: [],
  ...more,
})

export const group = (
  id: string,
  line: number,
  members: readonly string[],
  more: Partial<DraftGroup> = {},
): DraftGroup => ({
  id: fact(id, line, 'group line'),
  name: id,
  members: members.map(member => fact(member, line, 'group line')),
  dependsOn: [],
  ...more,
})

export const gate = (commands: readonly (string | Partial<Step>)[], line = 1): Gate => ({
  name: 'validation',
  type: 'command',
  steps: commands.map(command => ({
    name: typeof command === 'string' ? command : 'step',
    command: typeof command === 'string' ? command : '',
    kind: 'check',
    expect: 'success',
    location: at(line),
    ...(typeof command === 'string' ? {} : command),
  })),
  parameters: {},
  location: at(line),
})
