/** Ends a switch over a closed union; reaching it is a broken invariant. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
