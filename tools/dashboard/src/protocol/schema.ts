/// What the server's own description cannot say of itself: the schemas that
/// sections are described in, and the parts of a description that are read.
import type { Json, JsonObject } from "./json";

/// The draft-7 subset of config/pipelines, plus `x-render`.
export interface Schema {
  $ref?: string;
  definitions?: Record<string, Schema>;
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: Json[];
  anyOf?: Schema[];
  maximum?: number;
  "x-render"?: string | JsonObject;
}

/// Of openapi.json only what is used.
export interface Description {
  paths: Record<string, Record<string, Operation>>;
}

export interface Operation {
  summary?: string;
  tags?: string[];
  deprecated?: boolean;
}
