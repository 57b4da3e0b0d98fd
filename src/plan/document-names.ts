// Short names that tell documents apart: of `specs/auth/tasks.md` and `specs/cart/tasks.md` they are `auth` and `cart`.

import {safeId} from './task-ids.ts'

const NAME_MAX = 24 // characters, so that with a task's own id behind it there is an id of the graph

/** One for each path, in order, all different: the last part of the paths in which no two agree, else a number behind it. */
export const documentNames = (paths: readonly string[]): readonly string[] => {
  const parts = paths.map(partsOf)
  const deepest = Math.max(...parts.map(({length}) => length))
  for (let depth = 0; depth < deepest; depth++) {
    const names = parts.map(found => shortName(found[depth] ?? ''))
    if (new Set(names).size === names.length && !names.includes('')) return names
  }
  return parts.map(([name = ''], index) => `${shortName(name) || 'plan'}-${index + 1}`)
}

/** From the end, the file's own name without what says of which kind it is. */
const partsOf = (path: string): readonly string[] => {
  const [file = '', ...directories] = path.split(/[/\\]/).reverse()
  return [file.replace(/(?:\.[A-Za-z]{1,8}){1,2}$/, ''), ...directories]
}

/** Cut at a word's end, if there is one. */
const shortName = (part: string): string => {
  const name = safeId(part.toLowerCase())
  if (name.length <= NAME_MAX) return name
  const cut = name.slice(0, NAME_MAX + 1)
  return safeId(cut.includes('-') ? cut.slice(0, cut.lastIndexOf('-')) : name.slice(0, NAME_MAX))
}
