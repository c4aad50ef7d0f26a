/** A drawing, as its SVG text. */
declare module "*.svg" {
  const text: string;
  export default text;
}
