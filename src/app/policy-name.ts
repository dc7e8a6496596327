/** Who approved a draft that no person did. */

/** The policy's path, which nobody can have as a login. */
export const policyName = '.github/dejabug.yml';
