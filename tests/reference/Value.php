<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** One value: serialized, JSON or text. */
final class Value
{
    private const MAX_DEPTH = 64;

    public readonly Text $text;
    private readonly Serialized $serialized;
    private readonly Json $json;

    public function __construct(private readonly Options $options)
    {
        $this->text = new Text($options, $this);
        $this->serialized = new Serialized($options, $this);
        $this->json = new Json($options, $this);
    }

    /**
     * @param int $depth how many values this one stands in
     * @return list<Edit>
     */
    public function edits(string $value, int $depth): array
    {
        $looksSerialized = preg_match('~^(?:N;|[bidsSaOCErR]:)~', $value) === 1;
        $looksLikeJson = preg_match('~^[ \t\r\n]*[{[]~', $value) === 1;
        if (!$looksSerialized && !$looksLikeJson) {
            return $this->text->edits($value, $depth);
        }
        if ($depth >= self::MAX_DEPTH) {
            $this->options->tooDeep++;
            return $this->text->edits($value, $depth);
        }
        $edits = $looksSerialized ? $this->serialized->edits($value, $depth) : $this->json->edits($value, $depth);
        if ($edits !== null) {
            return $edits;
        }
        $edits = $this->text->edits($value, $depth);
        $this->options->malformed += $looksSerialized && $edits !== [] ? 1 : 0;
        return $edits;
    }
}
