<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** Rewrites serialized values in place. */
final class Serialized
{
    private string $bytes;
    private int $depth;

    public function __construct(private readonly Options $options, private readonly Value $value)
    {
    }

    /** @return list<Edit>|null null if no complete value stands at the start */
    public function edits(string $bytes, int $depth): ?array
    {
        $root = (new SerializedParser($bytes))->parse(0);
        if ($root === null) {
            return null;
        }
        $rewriter = new self($this->options, $this->value);
        $rewriter->bytes = $bytes;
        $rewriter->depth = $depth;
        $rest = $this->value->text->edits(substr($bytes, $root->end), $depth);
        return [...$rewriter->node($root), ...Edit::shiftAll($rest, $root->end)];
    }

    /** @return list<Edit> */
    private function node(Node $node): array
    {
        return match ($node->type) {
            's', 'S' => $this->string($node),
            'C' => $this->custom($node),
            'a' => $this->container($node, $this->options->keys),
            'O' => $this->container($node, false),
            default => [],
        };
    }

    /** @return list<Edit> */
    private function string(Node $node): array
    {
        $decoded = $this->decode($node);
        $edits = $this->value->edits($decoded->bytes, $this->depth + 1);
        if ($edits === []) {
            return [];
        }
        $length = strlen($decoded->bytes) + Edit::growth($edits);
        $encode = static fn (Edit $edit): string
            => $node->type === 'S' ? str_replace(['\\', '"'], ['\\5c', '\\22'], $edit->bytes) : $edit->bytes;
        return [...$this->lengthEdit($node, $length), ...$decoded->toSource($edits, $encode)];
    }

    /**
     * An opaque payload: complete values in it are values, the rest is text.
     *
     * @return list<Edit>
     */
    private function custom(Node $node): array
    {
        $payload = substr($this->bytes, $node->contentStart, $node->contentEnd - $node->contentStart);
        $parser = new SerializedParser($payload);
        $inner = new self($this->options, $this->value);
        $inner->bytes = $payload;
        $inner->depth = $this->depth;
        $edits = [];
        $textStart = 0;
        for ($position = 0; $position <= strlen($payload); $position = max($position + 1, $textStart)) {
            $value = $position < strlen($payload) ? $parser->parse($position) : null;
            if ($value === null && $position < strlen($payload)) {
                continue;
            }
            $text = $this->value->text->edits(substr($payload, $textStart, $position - $textStart), $this->depth);
            array_push($edits, ...Edit::shiftAll($text, $textStart));
            if ($value !== null) {
                array_push($edits, ...$inner->node($value));
                $textStart = $value->end;
                $position = $value->end - 1;
            }
        }
        if ($edits === []) {
            return [];
        }
        $length = strlen($payload) + Edit::growth($edits);
        return [...$this->lengthEdit($node, $length), ...Edit::shiftAll($edits, $node->contentStart)];
    }

    /** @return list<Edit> */
    private function container(Node $node, bool $keys): array
    {
        $taken = [];
        foreach ($keys ? $node->entries : [] as [$key]) {
            $taken[$this->keyBytes($key)] = true;
        }
        $edits = [];
        foreach ($node->entries as [$key, $value]) {
            if ($keys && $key->type !== 'i') {
                $references = $this->options->references;
                $keyEdits = $this->string($key);
                $new = $this->keyBytesAfter($key, $keyEdits);
                if ($keyEdits !== [] && isset($taken[$new])) {
                    $this->options->keyCollisions++;
                    $this->options->references = $references;
                    $keyEdits = [];
                }
                $taken[$new] = true;
                array_push($edits, ...$keyEdits);
            }
            array_push($edits, ...$this->node($value));
        }
        return $edits;
    }

    /** @param list<Edit> $edits */
    private function keyBytesAfter(Node $key, array $edits): string
    {
        $spelled = substr($this->bytes, $key->start, $key->end - $key->start);
        $changed = new self($this->options, $this->value);
        $changed->bytes = Edit::apply($spelled, Edit::shiftAll($edits, -$key->start));
        $node = (new SerializedParser($changed->bytes))->parse(0);
        assert($node !== null);
        return $changed->keyBytes($node);
    }

    private function keyBytes(Node $key): string
    {
        if ($key->type === 'i') {
            return (string) (int) substr($this->bytes, $key->start + 2, $key->end - $key->start - 3);
        }
        return $this->decode($key)->bytes;
    }

    private function decode(Node $node): Decoded
    {
        $decoded = new Decoded();
        for ($position = $node->contentStart; $position < $node->contentEnd;) {
            $isEscape = $node->type === 'S' && $this->bytes[$position] === '\\';
            $byte = $isEscape ? (string) hex2bin(substr($this->bytes, $position + 1, 2)) : $this->bytes[$position];
            $decoded->add($byte, $position);
            $position += $isEscape ? 3 : 1;
        }
        return $decoded->finish($node->contentEnd);
    }

    /** @return list<Edit> */
    private function lengthEdit(Node $node, int $length): array
    {
        $digits = substr($this->bytes, $node->lengthStart, $node->lengthEnd - $node->lengthStart);
        if ((int) $digits === $length) {
            return [];
        }
        return [new Edit($node->lengthStart, strlen($digits), (string) $length, $node->lengthStart, $node->lengthEnd)];
    }
}
