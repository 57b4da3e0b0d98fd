// The format of Task Master's `tasks.json`, the old one and the one with tags. How JSON is read with places stands in json.ts.

import type {Diagnostic, Location} from '../../graph/diagnostic.ts'
import type {DependencyRef, Draft, DraftGroup, DraftTask, Fact, PlanClaims} from '../../graph/draft.ts'
import {type Places, placesOf} from '../../graph/offsets.ts'
import type {Format, PlanDocument} from '../format.ts'
import {type Json, type JsonObject, type JsonScalar, readJson} from '../json.ts'
import {readProse} from '../json-prose.ts'
import {jsonDraft, jsonFact, jsonSyntax, objectsIn, readJsonTask, scalarOf} from '../json-task.ts'
import {safeId} from '../task-ids.ts'

export const taskMaster: Format = {
  name: 'task-master',
  looksFor: 'a JSON object with a "tasks" list, at its top or under tags',
  comments: 'none',
  matches: ({text}) =>
    ((/^\s*\{/.test(text) && /"tasks"\s*:\s*\[/.test(text)) || isList(text.slice(0, LOOKED_AT))) &&
    !/"taskId"\s*:/.test(text),
  read: document => {
    const places = placesOf(document)
    const root = readJson(document.text)
    if (!root.ok) return jsonDraft(document, {diagnostics: [jsonSyntax(root.error, places)]})
    return readRoot(document, withTasks(root.value), places)
  },
}

/** A list of tasks without an object around it. */
const isList = (text: string): boolean =>
  /^\s*\[\s*\{/.test(text) &&
  /"id"\s*:/.test(text) &&
  /"title"\s*:/.test(text) &&
  /"(?:dependencies|depends_on|dependsOn|status)"\s*:/.test(text)

const LOOKED_AT = 20_000 // characters: the first tasks

const withTasks = (root: Json): JsonObject =>
  root.type === 'object'
    ? root
    : {
        type: 'object',
        at: root.at,
        end: root.end,
        entries: new Map(root.type === 'list' ? [['tasks', root]] : []),
      }

const readRoot = (document: PlanDocument, root: JsonObject, places: Places): Draft => {
  const diagnostics: Diagnostic[] = []
  const taken = new Set<string>()
  const lists = tagged(root).map(({name, owner}) => {
    const nodes = nodesIn(owner.entries.get('tasks'), {places, diagnostics})
    const prefix = nodes.some(({id}) => taken.has(id)) ? `${safeId(name)}/` : ''
    for (const {id} of nodes) taken.add(prefix + id)
    const ids = new Set(nodes.map(({id}) => id))
    const prose = nodes
      .filter(({parent}) => parent === undefined)
      .map(node => ({...node, id: prefix + node.id, places}))
    const asides = readProse(prose, word => (ids.has(word) ? prefix + word : undefined))
    return {name, owner, tasks: readTasks(nodes, prefix, places), asides}
  })
  const asides = lists.flatMap(list => list.asides)
  return jsonDraft(document, {
    title: titleOf([root, ...lists.map(({owner}) => owner)]),
    tasks: lists.flatMap(({tasks}) => tasks),
    groups:
      lists.length < 2
        ? []
        : lists.map(({name, owner, tasks}) => groupOf(name, places(owner.at, owner.at + 1), tasks)),
    claims: {
      ...claimsOf(isFlat(lists) ? [root, ...lists.map(({owner}) => owner)] : [], places),
      ...(asides.length > 0 ? {asides} : {}),
    },
    diagnostics,
  })
}

/** Numbers are told of a tag, and of its tasks without their subtasks. */
const isFlat = (lists: readonly {readonly tasks: readonly DraftTask[]}[]): boolean =>
  lists.length === 1 && lists.every(({tasks}) => tasks.every(({parent}) => parent === undefined))

/** What the metadata counts. */
const claimsOf = (owners: readonly JsonObject[], places: Places): PlanClaims => {
  const metadata = owners.map(owner => owner.entries.get('metadata')).find(found => found?.type === 'object')
  const total = metadata && scalarOf(metadata, 'totalTasks', 'taskCount')
  const done = metadata && scalarOf(metadata, 'completedTasks', 'completedCount')
  const isNumber = (scalar: JsonScalar | undefined): scalar is JsonScalar =>
    /^\d{1,6}$/.test(scalar?.text ?? '')
  const of = {type: 'done'} as const
  return {
    taskCounts: isNumber(total) ? [jsonFact(Number(total.text), total, places)] : [],
    ...(isNumber(done)
      ? {counts: [jsonFact({count: Number(done.text), noun: 'tasks that are done', of}, done, places)]}
      : {}),
  }
}

interface TagList {
  readonly name: string
  /** The object whose `tasks` they are. */
  readonly owner: JsonObject
}

/** The lists that hold tasks: the file's own, called `master` as Task Master calls it, and those of its tags. */
const tagged = (root: JsonObject): TagList[] =>
  [['master', root] as const, ...root.entries].flatMap(([name, owner]) =>
    owner.type === 'object' && objectsIn(owner.entries.get('tasks')).length > 0 ? [{name, owner}] : [],
  )

const titleOf = (objects: readonly JsonObject[]): string => {
  for (const object of objects) {
    const about = [object, object.entries.get('metadata'), object.entries.get('meta')]
    for (const source of about) {
      const title =
        source?.type === 'object' ? scalarOf(source, 'projectName', 'project', 'title') : undefined
      if (title) return title.text.trim()
    }
  }
  return ''
}

const groupOf = (name: string, location: Location, tasks: readonly DraftTask[]): DraftGroup => ({
  id: {value: name, location, origin: 'json'},
  name,
  members: tasks.map(({id}) => id),
  dependsOn: [],
  isPart: true,
})

/** A task or subtask; its id is unique in its list: `3`, `3.1`. */
interface Node {
  readonly id: string
  readonly object: JsonObject
  readonly at: JsonScalar
  readonly parent?: Node
}

interface Reading {
  readonly places: Places
  readonly diagnostics: Diagnostic[]
}

/** Each before its subtasks. */
const nodesIn = (list: Json | undefined, reading: Reading, parent?: Node): Node[] =>
  objectsIn(list).flatMap(object => {
    const at = scalarOf(object, 'id')
    if (!at) {
      reading.diagnostics.push(withoutId(object, reading.places))
      return []
    }
    const node = {id: idOf(at.text, parent), object, at, ...(parent === undefined ? {} : {parent})}
    return [node, ...nodesIn(object.entries.get('subtasks'), reading, node)]
  })

/** A subtask is numbered within its task; some tools write the whole id. */
const idOf = (written: string, parent: Node | undefined): string => {
  const id = safeId(written.trim())
  return parent === undefined || id.startsWith(`${parent.id}.`) ? id : `${parent.id}.${id}`
}

const withoutId = ({at}: JsonObject, places: Places): Diagnostic => ({
  severity: 'error',
  rule: 'bad-value',
  message: 'this task has no "id"; expected a number or a text that no other task has; it is left out',
  location: places(at, at + 1),
  related: [],
})

const readTasks = (nodes: readonly Node[], prefix: string, places: Places): DraftTask[] => {
  const ids = new Set(nodes.map(({id}) => id))
  return nodes.map(node => {
    const {object, at, parent} = node
    const identity = {
      id: jsonFact(prefix + node.id, at, places),
      dependencies: readDependencies(node, {ids, prefix, places}),
      ...(parent === undefined ? {} : {parent: jsonFact(prefix + parent.id, at, places)}),
    }
    return readJsonTask(object, identity, places)
  })
}

interface TagContext {
  /** Of the tag's tasks, without its prefix. */
  readonly ids: ReadonlySet<string>
  readonly prefix: string
  readonly places: Places
}

/** As Task Master writes it, and other tools. */
const DEPENDENCIES = ['dependencies', 'depends_on', 'dependsOn', 'blocked_by', 'blockedBy', 'prerequisites']

const readDependencies = (
  node: Node,
  {ids, prefix, places}: TagContext,
): Fact<readonly DependencyRef[]>[] => {
  const list = DEPENDENCIES.map(key => node.object.entries.get(key)).find(found => found?.type === 'list')
  if (list?.type !== 'list') return []
  const value = list.items.flatMap((item): DependencyRef[] => {
    const written = item.type === 'object' ? scalarOf(item, 'id') : item
    if (written?.type !== 'string' && written?.type !== 'number') return []
    const id = prefix + targetOf(safeId(written.text.trim()), node, ids)
    return [{type: 'task', id, location: places(written.at, written.end)}]
  })
  return [jsonFact(value, list, places)]
}

/** In a subtask `1` is its sibling, `2.1` a subtask elsewhere, and what no sibling is called a task. */
const targetOf = (written: string, {id, parent}: Node, ids: ReadonlySet<string>): string => {
  if (parent === undefined) return written
  const sibling = `${parent.id}.${written}`
  return (ids.has(sibling) && sibling !== id) || !(ids.has(written) || written.includes('.'))
    ? sibling
    : written
}
