// Where the configuration lies.

/** Relative to the top of the repository. */
export const CONFIG_FILE = '.conductor/config.yaml'
