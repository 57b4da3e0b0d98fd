// The format of beads' `issues.jsonl`: one issue on each line, in no order. How JSON is read with places stands in json.ts.

import type {Diagnostic} from '../../graph/diagnostic.ts'
import type {DependencyRef, DraftTask, Fact} from '../../graph/draft.ts'
import {type Places, placesOf} from '../../graph/offsets.ts'
import type {Format, PlanDocument} from '../format.ts'
import {type JsonObject, type JsonScalar, readJson} from '../json.ts'
import {readProse} from '../json-prose.ts'
import {jsonDraft, jsonFact, jsonSyntax, readJsonTask, scalarOf} from '../json-task.ts'
import {safeId} from '../task-ids.ts'

/** A line that is an object of its own, with an id and what only an issue has. */
const ISSUE =
  /^[ \t]*\{(?=.*"id"[ \t]*:)(?=.*"title"[ \t]*:)(?=.*"(?:issue_type|status|priority)"[ \t]*:).*\}[ \t]*\r?$/m

const LOOKED_AT = 200_000 // characters: records that are no issues may stand first, but not only such

export const beads: Format = {
  name: 'beads',
  looksFor: 'lines of JSON that are issues ("id", "title", "status")',
  comments: 'none',
  matches: ({text}) => /^\s*\{"/.test(text) && ISSUE.test(text.slice(0, LOOKED_AT)),
  read: document => {
    const places = placesOf(document)
    const {issues, diagnostics} = readLines(document, places)
    const ids = new Set(issues.map(({id}) => id))
    const folded = new Map(issues.map(({id}) => [id.toLowerCase(), id]))
    const asides = readProse(issues, word => folded.get(word.toLowerCase()))
    return jsonDraft(document, {
      tasks: issues.map(issue => readIssue(issue, ids)),
      claims: {taskCounts: [], ...(asides.length > 0 ? {asides} : {})},
      diagnostics,
    })
  },
}

interface Issue {
  readonly id: string
  readonly object: JsonObject
  readonly at: JsonScalar
  /** Of the line: its offsets are its own. */
  readonly places: Places
}

interface Lines {
  readonly issues: Issue[]
  readonly diagnostics: Diagnostic[]
}

/** A line that is no JSON, as a merge conflict leaves behind, is told; the others count. */
const readLines = ({text}: PlanDocument, places: Places): Lines => {
  const lines: Lines = {issues: [], diagnostics: []}
  for (const {0: line, index: offset} of text.matchAll(/[^\r\n]+/g)) {
    if (line.trim() === '') continue
    const read = readJson(line)
    if (!read.ok) lines.diagnostics.push(jsonSyntax(read.error, places, offset))
    else if (read.value.type === 'object' && isIssue(read.value)) {
      const at = scalarOf(read.value, 'id')
      const issuePlaces: Places = (at, end) => places(offset + at, offset + end)
      if (at) lines.issues.push({id: safeId(at.text), object: read.value, at, places: issuePlaces})
    }
  }
  return lines
}

/** An export may hold other records: memories, settings. */
const isIssue = (object: JsonObject): boolean => {
  const type = scalarOf(object, '_type')
  return type === undefined ? object.entries.has('title') : type.text === 'issue'
}

const readIssue = ({id, object, at, places}: Issue, ids: ReadonlySet<string>): DraftTask => {
  const links = linksOf(object, places)
  const parent =
    links.find(({type}) => type === 'parent-child')?.to ?? parentInId(jsonFact(id, at, places), ids)
  return readJsonTask(
    object,
    {
      id: jsonFact(id, at, places),
      dependencies: readDependencies(object, links, places),
      ...(parent === undefined ? {} : {parent}),
    },
    places,
  )
}

interface Link {
  readonly type: string
  readonly written: string
  readonly to: Fact<string>
}

/** To other issues: ids alone, or objects that say of what kind. */
const linksOf = (object: JsonObject, places: Places): Link[] => {
  const list = object.entries.get('dependencies')
  if (list?.type !== 'list') return []
  return list.items.flatMap(item => {
    const to = item.type === 'object' ? scalarOf(item, 'depends_on_id', 'depends_on', 'id') : item
    if (to?.type !== 'string') return []
    const type = item.type === 'object' ? scalarOf(item, 'type', 'dep_type', 'dependency_type') : undefined
    return [{type: type?.text ?? 'blocks', written: to.text, to: jsonFact(safeId(to.text), to, places)}]
  })
}

/** `external:project:capability` is another project's. */
const refOf = ({written, to: {value, location}}: Link): DependencyRef =>
  written.startsWith('external:') ? {type: 'external', text: written} : {type: 'task', id: value, location}

/** The kinds that keep an issue from starting; `related`, `discovered-from` and the like do not, and a child does not wait for its epic. */
const BLOCKING = ['blocks', 'waits-for']

const readDependencies = (
  object: JsonObject,
  links: readonly Link[],
  places: Places,
): Fact<readonly DependencyRef[]>[] => {
  const list = object.entries.get('dependencies')
  if (list === undefined) return []
  const value = links.filter(({type}) => BLOCKING.includes(type)).map(refOf)
  return [jsonFact(value, list, places)]
}

/** `x.1.2` is a part of `x.1`. */
const parentInId = (id: Fact<string>, ids: ReadonlySet<string>): Fact<string> | undefined => {
  const value = /^(.+)\.\d+$/.exec(id.value)?.[1]
  return value !== undefined && ids.has(value) ? {...id, value} : undefined
}
