export function Primitives() {
  return null;
}
