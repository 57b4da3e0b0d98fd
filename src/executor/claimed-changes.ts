// What an attempt has changed where all share one tree: nobody can tell whose a change is but by who alone may write there.

import {join} from 'node:path'
import {writtenAt} from '../system/files.ts'
import {namedFiles} from './gates/tree-files.ts'

/** Files within its own claims that were written since, sorted. What it deleted is not among them. */
export const claimedChanges = async (
  root: string,
  claims: readonly string[],
  since: number,
): Promise<readonly string[]> => {
  const changed = new Set<string>()
  for (const pattern of claims) {
    const files = await namedFiles({directory: root, patterns: [pattern], takes: () => true})
    for (const file of files.ok ? files.value : [])
      if (((await writtenAt(join(root, file))) ?? 0) >= since) changed.add(file)
  }
  return [...changed].sort()
}
