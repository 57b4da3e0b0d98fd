// What tells tasks apart beside their ids. Knows nothing of where they stand.

import type {Task} from './task.ts'

/** Equal for tasks that say the same: what an agent is told and judged by, without the task's own name. */
export const sameness = ({id, title, instruction, outputs, gates}: Task): string =>
  JSON.stringify([
    title,
    withoutName(instruction, id),
    outputs.map(({path}) => path).sort(),
    gates.map(({type, steps, parameters}) => [type, steps.map(({command}) => command), parameters]),
  ])

/** Sets of two and more that say the same, in the order of the first of each. */
export const duplicatesAmong = (tasks: readonly Task[]): readonly (readonly Task[])[] =>
  [...Map.groupBy(tasks.filter(saysMoreThanTitle), sameness).values()].filter(({length}) => length > 1)

/** Short items of lists are often alike, and told apart by the headings they stand under. */
const saysMoreThanTitle = ({id, title, instruction, outputs, gates}: Task): boolean =>
  outputs.length > 0 || gates.length > 0 || /\p{L}{3}/u.test(withoutName(instruction.replace(title, ''), id))

const withoutName = (text: string, id: string): string =>
  text
    .split(/([\s:*`()[\]]+)/)
    .map(word => (word === id || word === `${id}.` ? '' : word))
    .join('')
