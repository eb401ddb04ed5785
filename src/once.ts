/**
 * What is made when it is asked for first, and then kept: an expression that has to know all letters takes longer to
 * make than most commands have to say.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
