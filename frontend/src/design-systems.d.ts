// The design systems come without types.
declare module "govuk-frontend" {
  export function initAll(config?: { scope?: ParentNode }): void;
}
declare module "@ministryofjustice/frontend" {
  export function initAll(config?: { scope?: ParentNode }): void;
}
