// What the host knows of each workspace, kept where no agent looks: whose it is, and the index it was checked out with.

import {join} from 'node:path'
import {z} from 'zod'
import {ensureDirectory, readText, removeTree, writeAtomic} from '../../system/files.ts'
import type {Hub} from './hub.ts'

/** Written once the workspace is complete: without it, what is in the directory is not to be trusted. */
const recordSchema = z.strictObject({
  run: z.string(),
  task: z.string(),
  mode: z.enum(['clone', 'worktree']),
  branch: z.string(),
  base: z.string(),
})
export type WorkspaceRecord = z.infer<typeof recordSchema>

/** The host's index of a workspace. */
export const indexPath = (hub: Hub, name: string): string => join(directoryOf(hub, name), 'index')

/** Git ignores names it does not know in its directory. */
const directoryOf = (hub: Hub, name: string): string => join(hub.path, 'agent-spawn', name)

const recordPath = (hub: Hub, name: string): string => join(directoryOf(hub, name), 'workspace.json')

/** Undefined: there is none, or it was never completed. */
export const readRecord = async (hub: Hub, name: string): Promise<WorkspaceRecord | undefined> => {
  const text = await readText(recordPath(hub, name))
  if (!text.ok) return undefined
  try {
    return recordSchema.safeParse(JSON.parse(text.value)).data
  } catch {
    return undefined
  }
}

export const writeRecord = async (hub: Hub, name: string, record: WorkspaceRecord): Promise<void> =>
  writeAtomic(recordPath(hub, name), `${JSON.stringify(record)}\n`)

/** Makes room for a new workspace of that name. The index is a memory of files, and holds nothing of its own. */
export const clearRecord = async (hub: Hub, name: string): Promise<void> => {
  await removeTree(directoryOf(hub, name))
  await ensureDirectory(directoryOf(hub, name))
}
