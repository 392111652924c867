"use client";

import { FlaskConical } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/state";

/** The lines of Python that would fill an empty page. */
function firstRunCode(project: string): string {
  return [
    "from clearml import Task",
    `task = Task.init(project_name=${JSON.stringify(project)}, task_name="first run")`,
    'task.get_logger().report_scalar("loss", "train", value=0.42, iteration=1)',
  ].join("\n");
}

/** What stands where no run has been: how to make the first one. */
export function FirstRun({ title, project = "examples" }: { title: string; project?: string }) {
  return (
    <EmptyState
      icon={<FlaskConical />}
      title={title}
      action={
        <Button asChild variant="primary">
          <Link href="/settings/keys">Make an API key and clearml.conf</Link>
        </Button>
      }
    >
      <p className="mb-3">Install the SDK with “pip install clearml”, point it at this server, and run:</p>
      <CodeBlock code={firstRunCode(project)} label="Python" />
    </EmptyState>
  );
}
