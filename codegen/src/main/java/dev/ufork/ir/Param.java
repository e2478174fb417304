package dev.ufork.ir;

/** A parameter of a block: each edge to the block passes a value for it. The entry block's are the function's arguments. */
public final class Param extends Value {
    private Block block;

    Param(int id, Type type, Block block) {
        super(id, type);
        this.block = block;
    }

    public Block block() {
        return block;
    }

    void block(Block b) {
        block = b;
    }

    /** Position among the block's parameters. */
    public int index() {
        return block.params().indexOf(this);
    }

    @Override
    public String toString() {
        return "p" + id();
    }
}
