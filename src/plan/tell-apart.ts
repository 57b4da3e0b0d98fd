// Tells the tasks of several documents apart where each counts for itself: `1.1` of the one is not `1.1` of the other. Documents
// that call the same tasks by the same names are two views of one plan, and are left for `compile` to merge.

import type {Diagnostic, Location} from '../graph/diagnostic.ts'
import type {DependencyRef, Draft, DraftGroup, DraftTask, Fact} from '../graph/draft.ts'
import {tasksNamed} from '../graph/members.ts'
import {listed} from '../graph/wording.ts'
import {documentNames} from './document-names.ts'
import type {DocumentDraft} from './format.ts'
import {type NameFor, qualified, renameTasks} from './qualify.ts'

/** One draft for each document, in order. */
export const tellApart = (documents: readonly DocumentDraft[]): readonly Draft[] => {
  const counting = countingAnew(documents)
  if (counting.length === 0) return documents.map(({draft}) => draft)
  const names = documentNames(counting.map(({file}) => file))
  const qualifiers = new Map(counting.map((document, index) => [document, names[index] ?? '']))
  const elsewhere = namesElsewhere(qualifiers)
  return documents.map(document => {
    const renamed = renamedDraft(document, qualifiers.get(document), elsewhere)
    const diagnostics = document === counting[0] ? [told(counting, names)] : []
    return {...renamed, diagnostics: [...renamed.diagnostics, ...diagnostics]}
  })
}

const renamedDraft = ({draft}: DocumentDraft, qualifier: string | undefined, elsewhere: NameFor): Draft => {
  const own = idsOf(draft)
  if (qualifier === undefined) return renameTasks(draft, id => (own.has(id) ? id : elsewhere(id)))
  return renameTasks(withOwnSets(draft, qualifier), id =>
    own.has(id) ? qualified(qualifier, id) : elsewhere(id),
  )
}

const idsOf = ({tasks}: Draft): ReadonlySet<string> => new Set(tasks.map(({id}) => id.value))

interface Defined {
  readonly document: DocumentDraft
  readonly task: DraftTask
}

/** In order: those that give an id of another document to other work, and that other document. */
const countingAnew = (documents: readonly DocumentDraft[]): readonly DocumentDraft[] => {
  const firsts = new Map<string, Defined>()
  const found = new Set<DocumentDraft>()
  for (const document of documents) {
    const {tasks} = document.draft
    const shared = tasks.flatMap(task => {
      const first = firsts.get(task.id.value)
      return first === undefined ? [] : [{first, isSame: isSameWork(first.task, task)}]
    })
    const others = shared.filter(({isSame}) => !isSame)
    if (others.length > shared.length * DRIFT)
      for (const other of [document, ...others.map(({first}) => first.document)]) found.add(other)
    for (const task of tasks) if (!firsts.has(task.id.value)) firsts.set(task.id.value, {document, task})
  }
  return documents.filter(document => found.has(document))
}

/** Of the tasks that two views of one plan share, so many may have been renamed in one of them; plans of one template share more. */
const DRIFT = 1 / 4

/** People shorten and reword a title: half of the words of the shorter one are enough. */
const isSameWork = (a: DraftTask, b: DraftTask): boolean => {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  const shared = left.intersection(right).size
  return 2 * shared >= Math.min(left.size, right.size)
}

const wordsOf = ({titles}: DraftTask): ReadonlySet<string> =>
  new Set(titles[0]?.value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

/** The new name of a task that a document does not have itself, where one single other has it. */
const namesElsewhere = (qualifiers: ReadonlyMap<DocumentDraft, string>): NameFor => {
  const names = new Map<string, string | undefined>()
  for (const [{draft}, qualifier] of qualifiers)
    for (const id of idsOf(draft)) names.set(id, names.has(id) ? undefined : qualified(qualifier, id))
  return id => names.get(id) ?? id
}

/** Its groups are its own, and "all API tasks" are those of this document. */
const withOwnSets = (draft: Draft, qualifier: string): Draft => {
  const settle = (fact: Fact<readonly DependencyRef[]>): Fact<readonly DependencyRef[]> => ({
    ...fact,
    value: fact.value.flatMap(ref => membersIn(draft, ref)),
  })
  return {
    ...draft,
    tasks: draft.tasks.map(task => ({
      ...task,
      dependencies: task.dependencies.map(settle),
      blocks: task.blocks.map(settle),
    })),
    groups: draft.groups.map(group => ownGroup(group, qualifier)),
    layers: draft.layers.map(layer => ({...layer, name: qualified(qualifier, layer.name)})),
  }
}

const membersIn = (draft: Draft, ref: DependencyRef): readonly DependencyRef[] => {
  const members = ref.type === 'members' ? tasksNamed(draft, ref.label) : undefined
  return members?.map(id => ({type: 'task', id, kind: 'group'})) ?? [ref]
}

const ownGroup = (group: DraftGroup, qualifier: string): DraftGroup => {
  const own = (fact: Fact<string>): Fact<string> => ({...fact, value: qualified(qualifier, fact.value)})
  return {...group, id: own(group.id), dependsOn: group.dependsOn.map(own)}
}

const told = (counting: readonly DocumentDraft[], names: readonly string[]): Diagnostic => {
  const files = counting.map(({file}) => file)
  const [first = '', ...others] = files
  const place = (file: string): Location => ({file, line: 1, column: 1})
  return {
    severity: 'info',
    rule: 'qualified-ids',
    message:
      `${listed(files)} give the same ids to different tasks, so their tasks and groups have the document's name in front: ` +
      listed(names.map(name => qualified(name, '…'))),
    location: place(first),
    related: others.map(file => ({message: 'this document counts for itself', location: place(file)})),
  }
}
