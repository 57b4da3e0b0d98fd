// Settles one task of the graph from all that was said of it: the first of each fact, paths in one spelling, gates with
// unique names. Knows no other task.

import {normalisePath} from './claims.ts'
import type {Fact} from './draft.ts'
import type {TaskFacts} from './facts.ts'
import type {Note} from './finding.ts'
import type {Place} from './hierarchy.ts'
import type {Gate, Input, Output, Task, TaskId} from './task.ts'

export interface Surroundings extends Place {
  readonly dependencies: readonly TaskId[]
  /** What it depends on outside of the plan. */
  readonly externals: readonly string[]
  readonly group: string | undefined
}

export const settleTask = (facts: TaskFacts, surroundings: Surroundings, note: Note): Task => {
  const [first] = facts.definitions
  const effortHours = facts.efforts[0]?.value
  const agent = facts.definitions.find(({agent}) => agent !== undefined)?.agent
  const {group, partOf, isDivided, isOptional} = surroundings
  const outputs = settleOutputs(facts.id, firstList(facts, 'outputs'), note)
  const gates = withUniqueNames(firstList(facts, 'gates'))
  return {
    id: facts.id,
    title: firstValue(facts.titles) ?? '',
    priority: firstValue(facts.priorities) ?? 'MEDIUM',
    ...(effortHours === undefined ? {} : {effortHours}),
    ...(agent === undefined ? {} : {agent}),
    ...(group === undefined ? {} : {group}),
    dependencies: surroundings.dependencies,
    ...(partOf.length === 0 ? {} : {partOf}),
    ...(isDivided && outputs.length + gates.length === 0 ? {isContainer: true} : {}),
    ...(isOptional ? {isOptional} : {}),
    inputs: withExternals(firstList(facts, 'inputs'), surroundings.externals),
    outputs,
    gates,
    relatedDocs: firstList(facts, 'relatedDocs'),
    instruction: facts.definitions.find(({instruction}) => instruction !== '')?.instruction ?? '',
    source: first.source,
  }
}

const firstValue = <T>(facts: readonly Fact<T>[]): T | undefined => facts[0]?.value

/** That of the first definition which has one: lists of several documents are alternatives, not parts. */
const firstList = <K extends 'inputs' | 'outputs' | 'gates' | 'relatedDocs'>(
  {definitions}: TaskFacts,
  key: K,
): TaskFacts['definitions'][0][K] =>
  (definitions.find(definition => definition[key].length > 0) ?? definitions[0])[key]

const withExternals = (inputs: readonly Input[], externals: readonly string[]): readonly Input[] => {
  const known = new Set(inputs.map(({text}) => text))
  return [...inputs, ...[...new Set(externals)].filter(text => !known.has(text)).map(text => ({text}))]
}

const settleOutputs = (task: TaskId, outputs: readonly Output[], note: Note): readonly Output[] => {
  const settled = new Map<string, Output>()
  for (const output of outputs) {
    const wrong = pathFault(output.path)
    const path = normalisePath(output.path)
    const message = `output "${output.path}" of ${task} ${wrong}; expected a path below the repository's root; it is left out`
    if (wrong !== undefined) note('bad-path', {message, location: output.location})
    else if (!settled.has(path)) settled.set(path, path === output.path ? output : {...output, path})
  }
  return [...settled.values()]
}

/** Why a path cannot be an output: an agent's work is only ever taken from within the repository. */
const pathFault = (path: string): string | undefined => {
  if (normalisePath(path) === '') return 'is empty'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has a control character in it'
  if (path.includes('\\')) return 'has a backslash in it'
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute'
  if (/(?:^|\/)\.\.(?:\/|$)/.test(path)) return 'leads out of its directory with ".."'
  return /^(?:\.?\/)*\.git(?:\/|$)/i.test(path) ? "lies in git's own directory" : undefined
}

/** `validation`, `validation-2`, … */
export const withUniqueNames = (gates: readonly Gate[]): readonly Gate[] => {
  const taken = new Set<string>()
  return gates.map(gate => {
    let name = gate.name
    for (let number = 2; taken.has(name); number++) name = `${gate.name}-${number}`
    taken.add(name)
    return name === gate.name ? gate : {...gate, name}
  })
}
