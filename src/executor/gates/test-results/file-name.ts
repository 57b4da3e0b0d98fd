// Tells files from tests in what runners report.

/** Whether a word, or an absolute path, names a source file where the name of a test is expected. */
export const isFileName = (name: string): boolean => /^(?:\/|\S+$)/.test(name) && /\.[cm]?[jt]sx?$/.test(name)
