"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { Segmented } from "@/components/ui/tabs";
import { useSession } from "@/features/session/session";
import { saveText } from "@/lib/save";
import { clientConf, clientEnvironment } from "./client-conf";

/** Shows a new key with its secret, the only time, as the files that take it. */
export function NewKey({
  accessKey,
  secretKey,
  onClose,
}: {
  accessKey: string;
  secretKey: string;
  onClose: () => void;
}) {
  const { addresses } = useSession();
  const [form, setForm] = useState<"conf" | "env">("conf");
  const options = { addresses, accessKey, secretKey };
  const text = form === "conf" ? clientConf(options) : clientEnvironment(options);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Your new key"
      description="The secret is shown only now. Copy it before you close."
      size="lg"
      footer={
        <>
          {form === "conf" && (
            <Button onClick={() => saveText(text, "clearml.conf")}>
              <Download /> Download clearml.conf
            </Button>
          )}
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Segmented
          label="Form"
          value={form}
          onValueChange={setForm}
          options={[
            { value: "conf", label: "clearml.conf" },
            { value: "env", label: "Environment" },
          ]}
          className="self-start"
        />
        <CodeBlock code={text} label={form === "conf" ? "~/clearml.conf" : "shell"} />
      </div>
    </Dialog>
  );
}
