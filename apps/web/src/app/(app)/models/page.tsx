import type { Metadata } from "next";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { ModelsPage } from "@/features/models/models-page";

export const metadata: Metadata = { title: "Models" };

export default function Models() {
  return (
    <>
      <Crumbs items={[{ label: "Models" }]} />
      <Page fill title="Models">
        <ModelsPage projectId="*" />
      </Page>
    </>
  );
}
