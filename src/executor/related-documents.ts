// Where the documents lie that a plan wants its agents to read. Looks at names only; whether they help is for the agent to say.

import {dirname, join} from 'node:path'
import type {Task} from '../graph/task.ts'
import type {RelatedDocument} from '../report/instruction.ts'
import {kindOf} from '../system/files.ts'
import {resolveInside} from '../system/inside.ts'

/** In the order of the plan. A path counts from the top of the tree, or else from the plan that names it, as links do. */
export const relatedDocuments = (
  {relatedDocs, source}: Task,
  directory: string,
): Promise<readonly RelatedDocument[]> =>
  Promise.all(
    relatedDocs.map(async name => {
      if (isAddress(name)) return {name, path: name}
      const [path = ''] = name.split('#')
      for (const candidate of [path, join(dirname(source.file), path)])
        if (await lies(directory, candidate)) return {name, path: candidate}
      return {name}
    }),
  )

const isAddress = (name: string): boolean => /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(name)

const lies = async (directory: string, path: string): Promise<boolean> => {
  const inside = await resolveInside(directory, path)
  return inside.ok && (await kindOf(inside.value)) !== undefined
}
