// What the words of a command line select: task ids, titles, ranges, lists and groups. Knows no options.

import {suggestion} from '../util/closest.ts'
import {err, ok, type Result} from '../util/result.ts'
import {groupKey} from './members.ts'
import {rangesOver} from './range.ts'
import type {Graph, Task, TaskId} from './task.ts'

/**
 * Each word is `T1`, `T1: Title`, `T1-T4` (both included), a list of these with commas, a group (`A`, `GROUP_A` and
 * `group a` are one), or `GROUP_A:T1-T4`, where the part before the colon only names the phase. A container stands for its parts, and `auth`
 * for all that begins with `auth/`. No word selects all. What is optional is selected by its own id alone, unless `withOptional`. The ids come in plan order, each once; the error has a message for each word that selects nothing.
 */
export const resolveSelection = (
  graph: Graph,
  words: readonly string[],
  withOptional = false,
): Result<readonly TaskId[], readonly string[]> => {
  const isTaken = ({isContainer, isOptional}: Task): boolean =>
    isContainer !== true && (withOptional || isOptional !== true)
  if (words.length === 0) return ok(graph.tasks.filter(isTaken).map(({id}) => id))
  const index = indexOf(graph, isTaken)
  const found = words.flatMap(word => resolveWord(index, word))
  const wrong = found.flatMap(result => (result.ok ? [] : [result.error]))
  if (wrong.length > 0) return err([...new Set(wrong)])
  const selected = new Set(found.flatMap(result => (result.ok ? result.value : [])))
  return ok(graph.tasks.flatMap(({id}) => (selected.has(id) ? [id] : [])))
}

interface Index {
  readonly tasks: ReadonlyMap<TaskId, Task>
  /** Of containers, those of the graph and those that were resolved before; and of what stands in front of ids: `auth` of `auth/1.1`. */
  readonly parts: ReadonlyMap<TaskId, readonly TaskId[]>
  /** May be selected with others. */
  readonly isTaken: (task: Task) => boolean
  readonly groups: ReadonlyMap<string, readonly TaskId[]>
  readonly range: ReturnType<typeof rangesOver>
  /** All that a word may be, for suggestions. */
  readonly names: readonly string[]
}

type Selected = Result<readonly TaskId[], string>

const indexOf = ({tasks, groups}: Graph, isTaken: Index['isTaken']): Index => {
  const ids = tasks.map(({id}) => id)
  return {
    tasks: new Map(tasks.map(task => [task.id, task])),
    parts: partsIn(tasks),
    isTaken,
    groups: new Map([
      ...groups.map(({name, tasks}) => [groupKey(name), tasks] as const),
      ...groups.map(({id, tasks}) => [groupKey(id), tasks] as const),
    ]),
    range: rangesOver(ids),
    names: [...ids, ...groups.map(({id}) => id)],
  }
}

const partsIn = (tasks: readonly Task[]): Index['parts'] => {
  const parts = new Map<TaskId, TaskId[]>()
  const isWork = new Set(tasks.filter(({isContainer}) => isContainer !== true).map(({id}) => id))
  for (const {id, partOf = []} of tasks)
    for (const whole of [...partOf, ...qualifiersOf(id)]) {
      if (isWork.has(whole) || !isWork.has(id)) continue
      const known = parts.get(whole)
      if (known === undefined) parts.set(whole, [id])
      else known.push(id)
    }
  return parts
}

/** `specs` and `specs/auth` of `specs/auth/1.1`. */
const qualifiersOf = (id: TaskId): readonly string[] => {
  const names = id.split('/').slice(0, -1)
  return names.map((_, index) => names.slice(0, index + 1).join('/'))
}

const resolveWord = (index: Index, word: string): readonly Selected[] => {
  const colon = word.indexOf(':')
  const [before, after] =
    colon === -1 ? ['', word] : [word.slice(0, colon).trim(), word.slice(colon + 1).trim()]
  const task = index.tasks.get(before)
  if (task !== undefined) return [checkTitle(task, after)]
  const items = after.split(',').flatMap(item => item.trim() || [])
  return items.length === 0
    ? [err(`"${word}" selects nothing; expected a task, a range or a group`)]
    : items.map(item => resolveItem(index, item))
}

const resolveItem = (index: Index, item: string): Selected => {
  const parts = index.parts.get(item)
  if (parts === undefined && index.tasks.has(item)) return ok([item])
  const ids = parts ?? resolveRange(index, item) ?? groupTasks(index, item)
  if (ids === undefined) return err(explain(index, item))
  if (ids.length === 0)
    return err(`"${item}" selects no task; a range runs from the earlier task to the later one`)
  const taken = ids.flatMap(id => index.parts.get(id) ?? [id]).filter(id => isAmong(index, id))
  return taken.length > 0
    ? ok(taken)
    : err(`"${item}" selects optional tasks alone; name them one by one, or use --with-optional`)
}

const isAmong = ({tasks, isTaken}: Index, id: TaskId): boolean => {
  const task = tasks.get(id)
  return task !== undefined && isTaken(task)
}

const explain = ({tasks, names}: Index, item: string): string => {
  const half = halves(item).find(([from, to]) => tasks.has(from) || tasks.has(to))
  const word = half?.find(end => !tasks.has(end)) ?? item
  const inRange = word === item ? '' : ` (the end of the range "${item}")`
  return `"${word}"${inRange} is no task, range or group of this plan${suggestion(word, names)}`
}

const groupTasks = ({groups}: Index, item: string): readonly TaskId[] | undefined => {
  const key = groupKey(item)
  return key === '' ? undefined : groups.get(key)
}

const resolveRange = ({tasks, range}: Index, item: string): readonly TaskId[] | undefined => {
  const ends = halves(item).find(([from, to]) => tasks.has(from) && tasks.has(to))
  return ends === undefined ? undefined : range(...ends)
}

/** Ids may have dashes themselves, so a range may be cut at any of them. */
const halves = (item: string): readonly (readonly [string, string])[] => {
  const parts = item.split('-')
  return parts.slice(1).map((_, index) => {
    const cut = index + 1
    return [parts.slice(0, cut).join('-').trim(), parts.slice(cut).join('-').trim()]
  })
}

const checkTitle = ({id, title}: Task, given: string): Selected =>
  given === '' || sameTitle(title, given) ? ok([id]) : err(`${id} is "${title}", not "${given}"`)

/** A plan names a task here with more and there with fewer words: one of the two must stand whole in the other. */
const sameTitle = (a: string, b: string): boolean => {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  return left !== '  ' && right !== '  ' && (left.includes(right) || right.includes(left))
}

const wordsOf = (title: string): string =>
  ` ${(title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `
