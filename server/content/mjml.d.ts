// MJML 5 ships no types. This is the part of it that render uses.
declare module 'mjml' {
  export interface MjmlNode {
    tagName: string;
    attributes?: Record<string, string>;
    children?: MjmlNode[];
    content?: string;
  }
  interface MjmlOptions {
    fonts?: Record<string, string>;
    validationLevel?: 'strict' | 'soft' | 'skip';
    keepComments?: boolean;
  }
  export default function mjml2html(source: MjmlNode, options?: MjmlOptions): Promise<{ html: string; errors: unknown[] }>;
}
