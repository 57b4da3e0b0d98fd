// Where an operation works: the top of the repository that the user's directory lies in, else that directory itself.

import {git} from '../system/git.ts'

/** Absolute. */
export const findRoot = async (directory: string): Promise<string> => {
  const top = await git(['rev-parse', '--show-toplevel'], {cwd: directory, trusted: true})
  return top.ok && top.value !== '' ? top.value : directory
}
