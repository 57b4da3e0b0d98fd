// Reads what the prose of a JSON task says that it waits for: "Blocked by app-12". Knows not what its formal dependencies are.

import type {Aside} from '../graph/draft.ts'
import type {Places} from '../graph/offsets.ts'
import {trimEndOf} from '../util/text.ts'
import type {JsonObject} from './json.ts'
import {jsonFact, scalarOf} from './json-task.ts'

export interface JsonTask {
  readonly id: string
  readonly object: JsonObject
  readonly places: Places
}

const PROSE = ['description', 'details', 'design', 'notes']
const WAITS =
  /\b(?:depends?\son|blocked\sby|must\s(?:wait\sfor|come\safter)|cannot\sstart\s(?:before|until))(?:\stasks?)?[:\s]\s?/gi
const WORD =
  /^[`*"#[(]{0,3}([\p{L}\d][\p{L}\d._-]{0,63})[`*"\])]{0,3}(?:\s?(?:,|and\b|&|\+|\/)\s?(?:and\s)?)?/u

/** One for each sentence that names tasks of the plan; bare numbers may count anything. */
export const readProse = (
  tasks: readonly JsonTask[],
  resolve: (word: string) => string | undefined,
): Aside[] =>
  tasks.flatMap(({id, object, places}) =>
    PROSE.flatMap(key => {
      const scalar = scalarOf(object, key)
      const named = scalar ? namedIn(scalar.text, resolve).filter(other => other !== id) : []
      if (!scalar || named.length === 0) return []
      const value = named.map(other => ({type: 'task' as const, id: other}))
      return [{tasks: [id], dependencies: {...jsonFact(value, scalar, places), origin: 'sentence'}}]
    }),
  )

const namedIn = (text: string, resolve: (word: string) => string | undefined): readonly string[] => {
  const found = new Set<string>()
  for (const match of text.matchAll(WAITS)) {
    if (
      /\b(?:not|never|no\slonger|n't)\s(?:\w+\s)?$/i.test(
        text.slice(Math.max(0, match.index - 24), match.index),
      )
    )
      continue
    const isTask = /tasks?[:\s]{1,2}$/i.test(match[0])
    for (let at = match.index + match[0].length; ; ) {
      const word = WORD.exec(text.slice(at, at + 80))
      const id = word?.[1] && trimEndOf(word[1], '._-')
      const task = id === undefined || (!isTask && /^\d+$/.test(id)) ? undefined : resolve(id)
      if (!word || task === undefined) break
      found.add(task)
      at += word[0].length
    }
  }
  return [...found]
}
