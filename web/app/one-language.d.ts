declare module '*?only=nl' {
  export const messages: Record<string, string>;
}
declare module '*?only=en' {
  export const messages: Record<string, string>;
}
