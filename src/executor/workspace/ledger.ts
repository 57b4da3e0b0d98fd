// What the host knows of each workspace, kept where no agent looks: whose it is, and the index it was checked out with.

import {join} from 'node:path'
import {z} from 'zod'
import {ensureDirectory, readText, removeTree, writeAtomic, writeText} from '../../system/files.ts'
import type {Hub} from './hub.ts'

/** Without it, what is in the directory is not ours; incomplete, nobody has worked there yet. */
const recordSchema = z.strictObject({
  run: z.string(),
  task: z.string(),
  mode: z.enum(['clone', 'worktree']),
  branch: z.string(),
  base: z.string(),
  merging: z.exactOptional(z.string()),
  isComplete: z.boolean(),
})
export type WorkspaceRecord = z.infer<typeof recordSchema>

/** The host's index of a workspace. */
export const indexPath = (hub: Hub, name: string): string => join(directoryOf(hub, name), 'index')

/** Git ignores names it does not know in its directory. */
const directoryOf = (hub: Hub, name: string): string => join(hub.path, 'agent-spawn', name)

const recordPath = (hub: Hub, name: string): string => join(directoryOf(hub, name), 'workspace.json')

/** Undefined: there is none, or none that can be read. */
export const readRecord = async (hub: Hub, name: string): Promise<WorkspaceRecord | undefined> => {
  const text = await readText(recordPath(hub, name))
  if (!text.ok) return undefined
  try {
    return recordSchema.safeParse(JSON.parse(text.value)).data
  } catch {
    return undefined
  }
}

export type WorkspaceIdentity = Omit<WorkspaceRecord, 'isComplete'>

const print = (record: WorkspaceRecord): string => `${JSON.stringify(record)}\n`

/** Makes room for a new workspace of that name. */
export const beginRecord = async (hub: Hub, name: string, identity: WorkspaceIdentity): Promise<void> => {
  await clearRecord(hub, name)
  await writeText(recordPath(hub, name), print({...identity, isComplete: false}))
}

/** The workspace is as its agent shall find it. */
export const writeRecord = (hub: Hub, name: string, identity: WorkspaceIdentity): Promise<void> =>
  writeAtomic(recordPath(hub, name), print({...identity, isComplete: true}))

/** The index is a memory of files, and holds nothing of its own. */
export const clearRecord = async (hub: Hub, name: string): Promise<void> => {
  await removeTree(directoryOf(hub, name))
  await ensureDirectory(directoryOf(hub, name))
}
