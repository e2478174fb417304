package dev.ufork.harness;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The client's end of a machine's gdb stub: packets of the remote serial protocol, and many at once where none waits for another's answer.
 *
 * <p>Bytes of answers are characters of the same number. Source: "Debugging with GDB", appendix E.
 */
final class GdbConnection implements AutoCloseable {
    /** Packets under way: their answers must fit into the socket's buffer, for nobody reads them meanwhile. */
    private static final int AT_ONCE = 64;
    private static final byte INTERRUPT = 3;
    private static final int ESCAPE = '}';
    private static final int ESCAPED = 0x20;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10).flip();

    private GdbConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects to the stub that listens there. */
    static GdbConnection open(Path socket) throws IOException {
        return new GdbConnection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** The answer to one packet; for one that makes the machine run, why it stopped. */
    String ask(String packet) throws IOException {
        send(List.of(packet));
        return receive();
    }

    /** The answers to packets that leave the machine as it is. */
    List<String> ask(List<String> packets) throws IOException {
        List<String> answers = new ArrayList<>(packets.size());
        for (int from = 0; from < packets.size(); from += AT_ONCE) {
            List<String> some = packets.subList(from, Math.min(from + AT_ONCE, packets.size()));
            send(some);
            for (int n = 0; n < some.size(); n++) answers.add(receive());
        }
        return answers;
    }

    /** Each packet says before it that the last answer was understood. */
    private void send(List<String> packets) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String packet : packets) all.append("+$").append(packet).append("#%02x".formatted(packet.chars().sum() & 0xff));
        ByteBuffer out = ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.ISO_8859_1));
        while (out.hasRemaining()) channel.write(out);
    }

    /** Stops the machine, which runs because of the last packet; why it stopped comes as that one's answer. */
    void interrupt() throws IOException {
        channel.write(ByteBuffer.wrap(new byte[] {INTERRUPT}));
    }

    /** Sends a packet whose answer is awaited later. */
    void tell(String packet) throws IOException {
        send(List.of(packet));
    }

    /** One more answer to the last packet. */
    String await() throws IOException {
        return receive();
    }

    private String receive() throws IOException {
        int c = next();
        while (c != '$') c = next();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (c = next(); c != '#'; c = next()) answer.write(c == ESCAPE ? next() ^ ESCAPED : c);
        next();
        next();         // the sum: what comes through a socket is what was sent
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private int next() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            int n = channel.read(in);
            in.flip();
            if (n < 0) throw new EOFException("the machine has ended");
        }
        return in.get() & 0xff;
    }

    @Override public void close() throws IOException {
        channel.close();
    }
}
